"""What differs between SQLite and PostgreSQL: connections, locks, erasure. `engine` opens either."""
