"""The pages of calendars: of cities, pairs, themes and the whole programme.

A calendar that fits has one page (`whole`). A larger one has pages of its months and days below it (`parts`).
"""
