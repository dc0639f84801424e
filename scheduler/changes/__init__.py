"""What readers see change, as one value: of one meeting, from one revision or several, and for one city.

It reads the history alone: plans, announcements and pages ask it, and it knows none of them.
"""
