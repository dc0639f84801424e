"""The web pages of a programme, in every language.

Views hold the contents of pages, templates their HTML. Pages know nothing of HTTP, files or the clock.
"""
