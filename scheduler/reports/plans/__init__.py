"""Shows a plan to people and programs: as text, as Markdown, as JSON.

A step is a `CityChange` for each city that sees it. Those that are alike share a `PlanRow`. A `PlanReport`
holds the rows of all cities, and text and Markdown render it.
"""
