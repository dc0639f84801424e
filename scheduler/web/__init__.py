"""HTTP: answers requests with prepared responses, which are made once and sent many times.

Must not know how a site or a revision is made, nor when the daemon changes it.
"""
