"""Calendar feeds: which meetings each one holds, their words, their pieces and their bytes.

Knows no page, no file and no HTTP.
"""
