"""Reads the database: `values` of single tables, or a `snapshot` of everything.

No other package imports these modules; the Store calls them.
"""
