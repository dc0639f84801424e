"""What the secretariat says, as frozen values: no I/O, no clock, nothing that can be built wrong.

`configuration` makes these from YAML; `timetable` dates them.
"""
