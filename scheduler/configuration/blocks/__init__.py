"""Which keys each block has, and the types of their values."""
