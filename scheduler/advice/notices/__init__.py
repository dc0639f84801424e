"""What is worth telling before it hurts: by date, each with a code that never changes."""
