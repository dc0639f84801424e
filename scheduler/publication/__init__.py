"""State meetings as each reader sees them: pieces, feeds and pages, and the site that holds them.

Must not know files, databases, HTTP or the clock.
"""
