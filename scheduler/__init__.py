"""Twincal keeps twinned cities on time.

configuration reads a programme; timetable dates it; plan compares it with the state in the store;
publication words it for each reader with calendars; findings say what a person should look at; commands run
these steps; reports print what they return; daemon repeats them; web answers HTTP requests.
"""
