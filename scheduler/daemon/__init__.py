"""One process with one asyncio loop that updates the store and serves the site.

Must not know how HTTP requests are answered, nor the arguments and exit codes of the command line.
"""
