"""Reads all files of a directory as one programme; knows which sections the language has.

Only this package brings texts, blocks and meanings together, and turns paths of fields into places.
"""
