"""From blocks to a programme: follows references, checks ranges and clocks, and makes the values.

It must not know YAML, files, lines or columns: each problem carries the path of its field.
"""
