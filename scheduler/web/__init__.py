"""HTTP: sends responses that were prepared when the site changed.

Must not know how a site or a revision is made, nor when the daemon changes it.
"""
