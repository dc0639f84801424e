"""The contents of each kind of page, as frozen values that are the same in every language.

Views contain no HTML: templates choose the words and the markup.
"""
