"""HTTP: answers requests from the site. Knows nothing of how a site is made."""
