"""One process with one asyncio loop that keeps the store right and the site served, for as long as it runs.

Must not know how HTTP requests are answered, nor arguments and exit codes of the command line.
"""
