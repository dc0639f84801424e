"""Good times and shares of the burden, as text, JSON and pages."""
