"""Faults that the tests must find: each is put into a copy of the program, where its tests must fail."""
