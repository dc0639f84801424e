"""The commands that propose, weigh and tell; none of them writes to the database."""
