"""The dates of a series: its rules, its own dates, and the changes of single meetings."""
