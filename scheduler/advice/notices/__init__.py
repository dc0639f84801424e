"""The changes and problems that cities should know of in time, each with a code that never changes."""
