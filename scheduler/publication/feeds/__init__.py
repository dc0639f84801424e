"""Calendar feeds: which meetings each one holds, their words, their pieces and their bytes.

Must not know pages, files or HTTP.
"""
