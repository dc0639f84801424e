"""The answers of commands as text, JSON and Markdown, in English.

Knows no terminal and no file: it returns text, and the command line prints it.
"""
