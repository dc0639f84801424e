"""The texts by which the secretariat tells each city of changes, or of its coming meetings."""
