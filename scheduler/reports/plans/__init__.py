"""Shows a plan to people and programs: as text, as Markdown, as JSON.

A step is a `PlanRow` for each city that sees it, and rows that are alike become one. A `PlanReport` holds the
rows of all cities, and text and Markdown render it.
"""
