"""The languages that Twincal can write: phrases, dates, names of countries and holidays.

Must not know meetings or programmes.
"""
