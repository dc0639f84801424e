"""The text of the secretariat as frozen values. A wrong value raises ValueError when it is made.

Must not know files, clocks or dates of meetings: `configuration` makes the values, `timetable` dates them.
"""
