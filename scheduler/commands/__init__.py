"""The verbs of Twincal as functions, a module for each: values in, values out.

Knows no command line, no HTTP, and not how its answers are printed.
"""
