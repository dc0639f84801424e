"""The commands that propose, weigh and tell; they need no database."""
