"""The keys of each block, the types of their values, and the problems with the form of a block.

A block is the lines below one id or key; its document is the model of its keys. Must not know what a
value means together with others.
"""
