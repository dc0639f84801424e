"""How the bytes of a client become requests, and how no client makes others wait."""
