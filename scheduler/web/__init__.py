"""HTTP: uvicorn asks an application, which answers from the site.

Must not know how a site or a revision is made, nor when the daemon changes it.
"""
