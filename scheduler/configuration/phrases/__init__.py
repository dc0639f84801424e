"""What the secretariat's phrases mean: rules, hours, dates, lengths of time.

Each function returns the value of a phrase or raises Misunderstood with what would be right; a phrase
that is not understood is never guessed at.
"""
