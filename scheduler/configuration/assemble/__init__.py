"""Makes values from blocks: follows references, checks ranges and clocks.

Must not know YAML, lines or columns: each problem has the path of its field.
"""
