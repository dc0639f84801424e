"""Finds which meetings are over, the times first published, and hours that change with the clocks."""
