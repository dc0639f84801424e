"""Plays months of a programme in seconds: officers, a daemon, followers and subscribers, with faults.

Every choice comes from a seed. What subscribers see is compared with what the officers wrote after each step.
"""
