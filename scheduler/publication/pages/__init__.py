"""The web pages of a programme, in every language.

Views hold the contents of pages as values; templates and the modules beside them make the HTML. Must not
know HTTP, files or the clock.
"""
