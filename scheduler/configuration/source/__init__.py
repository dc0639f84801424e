"""Reads files into YAML nodes with their positions, and explains mistakes of syntax.

Must not know what any key means.
"""
