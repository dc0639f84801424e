"""The clock of a meeting, and what a change of clocks does to its hours elsewhere."""
