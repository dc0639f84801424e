"""One table for all forms in which meetings and numbers are handed on: text, Markdown, CSV, JSON, XLSX."""
