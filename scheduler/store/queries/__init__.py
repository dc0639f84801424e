"""Reads the database: `values` of single tables, a `snapshot` of everything, or `parts` of it.

No other package imports these modules; the Store calls them.
"""
