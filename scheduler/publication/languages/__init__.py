"""The languages that Twincal can write: phrases, dates, names of countries and holidays.

Knows no meeting and no programme.
"""
