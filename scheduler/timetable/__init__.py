"""Dates every meeting of a programme: rules, holidays, clocks and changes become occurrences.

Must not know what is published or stored, read a clock or do I/O. `date_programme` is the way in.
"""
