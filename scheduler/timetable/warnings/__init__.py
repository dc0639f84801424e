"""Warnings about meetings that an officer should check before they are published. They stop nothing.

Each warning is about one series and counts its meetings: the same warning for every month would hide others.
"""

from scheduler.timetable.warnings.all_warnings import warnings, warnings_about_times

__all__ = ["warnings", "warnings_about_times"]
