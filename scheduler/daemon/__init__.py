"""Two processes: one answers from the store, and its writer applies the files as time passes.

Must not know how HTTP requests are answered, nor the arguments and exit codes of the command line.
"""
