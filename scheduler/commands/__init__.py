"""The commands of Twincal as functions, one module each: values in, values out.

Must not know the command line, HTTP, or how results are printed.
"""
