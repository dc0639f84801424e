"""What commands return, as text, JSON and Markdown."""
