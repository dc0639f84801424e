"""Twincal keeps twinned cities on time: it decides, remembers and runs.

configuration reads a programme; timetable dates it; plan compares it with the store; publication
words it for each reader with calendars; commands do these in order; daemon does them for ever.
"""
