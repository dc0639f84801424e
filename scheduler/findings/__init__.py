"""Finds what a person should look at. Each kind is a class. Sentences about several are in `reports`."""
