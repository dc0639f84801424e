"""Makes a programme from blocks: follows references, checks ranges and clocks, and makes the values.

Must not know YAML, lines or columns: each problem has the path of its field.
"""
