"""The contents of each kind of page, as frozen values that are the same in every language.

Views name the template that shows them. The modules above them render it, in the words of each language.
Must not know languages, HTML or the clock.
"""
