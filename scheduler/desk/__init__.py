"""The desk: pages on which the secretariat changes the programme, made from what commands and reports return.

Must not know cookies and secrets, nor how lines pass between two processes.
"""
