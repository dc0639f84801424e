"""The languages that Twincal speaks: phrases, dates, names of holidays."""
