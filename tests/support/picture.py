"""Draws `mark.png`, which other sites and telephones show, from `mark.svg`: `make picture`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from urllib.parse import quote

from support.browsing import chromium

ASSETS = Path(str(resources.files("scheduler.publication.pages") / "assets"))
SIDE = 512
"""Pixels. Telephones round off the corners, so the mark has space around it."""
PAGE = """<body style="margin:0;background:#fff"><img src="data:image/svg+xml,{svg}" width="{side}" height="{side}"
style="box-sizing:border-box;padding:48px">"""

if __name__ == "__main__":
    with chromium() as browser:
        page = browser.new_page(viewport={"width": SIDE, "height": SIDE})
        page.set_content(PAGE.format(svg=quote((ASSETS / "mark.svg").read_text()), side=SIDE))
        (ASSETS / "mark.png").write_bytes(page.screenshot())
