"""What the secretariat wrote, as frozen values; a wrong value is refused when it is made.

Must not know files, clocks or dates of meetings: `configuration` makes the values, `timetable` dates them.
"""
