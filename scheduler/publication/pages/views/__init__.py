"""The contents of each kind of page, as frozen values that are the same in every language.

Templates choose the words and the markup. Views only make the data for search engines and call the template
of reach.
"""
