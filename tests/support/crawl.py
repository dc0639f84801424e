"""Follows every link of a site from one page on, and looks for what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from support.page_links import PageLinks
from support.served import ask

_MAIL = re.compile(rb"[\w.+-]+@[\w-]+(\.[\w-]+)+|mailto:", re.ASCII)


@dataclass
class Crawled:
    """Every path with its body and its media type, and every problem in words."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def crawl(port: int, start: str, base: str = "https://calendar.example.org") -> Crawled:
    """Everything that can be reached from `start` on this port; `base` is the public address of the same site."""
    crawled, here = Crawled(), f"http://127.0.0.1:{port}"
    waiting, fragments = [start], []
    ids: dict[str, set[str]] = {}
    while waiting:
        path = waiting.pop()
        if path in crawled.bodies:
            continue
        response = ask(port, path)
        crawled.bodies[path], crawled.kinds[path] = response.body, response.headers.get("content-type", "")
        if response.status != 200:
            crawled.problems.append(f"{path} is {response.status}")
            continue
        if mail := _MAIL.search(response.body):
            crawled.problems.append(f"{path} shows {mail[0].decode()}")
        for link, is_loaded in _links_of(
            "" if path.endswith(".png") else response.body.decode(),
            crawled.kinds[path],
            ids.setdefault(path, set()),
            crawled,
            path,
        ):
            # A calendar program asks for webcal: by https.
            address = urljoin(here + path, link.replace("webcal:", "https:", 1))
            if base and address.startswith(base):
                address = here + address.removeprefix(base)
            parts = urlsplit(address)
            if f"{parts.scheme}://{parts.netloc}" == here:
                waiting.append(parts.path or "/")
                fragments.append((path, parts.path, unquote(parts.fragment)))
            elif is_loaded:
                crawled.problems.append(f"{path} loads {link}")
    crawled.problems += [
        f"{path} links to #{fragment} of {target}, which is not there"
        for path, target, fragment in fragments
        if fragment and fragment not in ids[target]
    ]
    return crawled


def _links_of(text: str, kind: str, ids: set[str], crawled: Crawled, path: str) -> list[tuple[str, bool]]:
    """The links of a page or a style sheet, and whether a browser follows them by itself."""
    if kind.startswith("text/css"):
        imports = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", text)
        return [(link, True) for pair in imports for link in pair if link]
    if not kind.startswith("text/html"):
        return []
    page = PageLinks(text)
    ids |= set(page.ids)
    crawled.problems += [f"{path}: {violation}" for violation in page.violations]
    return [*((link, False) for link in {*page.links}), *((link, True) for link in {*page.loads})]
