"""The hours of all series of a year at once: what may change, and the choice that is best together."""
