"""Changes one thing in the text of a configuration, and nothing else in the file.

Pure: the texts and an edit in, the new text of one file out. Must not know files on a disk, clocks or plans.
"""
