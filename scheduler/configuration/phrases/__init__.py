"""Reads phrases: rules of recurrence, hours, dates, lengths of time.

Each function returns the value of a phrase, or raises ParseError with what would be right; it never
guesses. Must not know which field contains the phrase, nor where in the files.
"""
