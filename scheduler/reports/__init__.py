"""The results of commands as text, JSON and Markdown, in English.

Must not know terminals or files: reports return text, and the command line prints it.
"""
