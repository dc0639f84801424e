"""Published meetings as each reader sees them: pieces, feeds and pages, and the site that holds them.

Knows no file, no database, no HTTP and no clock.
"""
