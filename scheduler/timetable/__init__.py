"""What follows from a programme: every meeting, dated; pure, without I/O and without a clock.

`recurrence` and `handover` turn rules into dates, `slots` names them by their keys, `workdays` and
`holidays` say when a city is off, `dating` applies policies and changes, `clocks` turns wall times into
instants, and `timetable` puts it together.
"""
