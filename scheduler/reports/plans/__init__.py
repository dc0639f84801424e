"""Shows a plan to people and programs: as text, as Markdown, as JSON."""
