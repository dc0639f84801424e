"""The page that shows which calendar programs have fetched the last change, in every language.

Only the daemon has it, because only the daemon counts requests. It is not part of the site, which depends on
the publication only: the daemon adds it to the site, and renews it as requests come in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from scheduler.publication.languages.language import language
from scheduler.publication.page_addresses import REACH
from scheduler.publication.pages.paths import page_locations
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.pages.views.reach_view import reach_view
from scheduler.publication.resource import HTML, Resource
from scheduler.state.feeds import Poll
from scheduler.state.revision import Revision
from scheduler.state.state import State


class ReachPages(Mapping[str, Resource]):
    """The page in each language, by path, with the requests in `polls` until `now`; few people ask for it.

    A page with the same content as the one in `shown`, the page that was made last, is that page, with its
    date.
    """

    def __init__(
        self,
        state: State,
        history: Sequence[Revision],
        polls: Sequence[Poll],
        now: datetime,
        shown: dict[str, Resource],
    ) -> None:
        self._state, self._history, self._polls, self._now = state, history, polls, now
        self._locations = {each.path: each for each in page_locations(REACH, state.profile.languages)}
        self._shown, self._made = shown, dict[str, Resource]()

    def __getitem__(self, path: str) -> Resource:
        location = self._locations[path]
        if path not in self._made:
            view = reach_view(self._state, self._history, self._polls, self._now)
            names = {"autonym": lambda code: language(code).autonym}
            body = render("reach.html", view, location, site_info(self._state), **names)
            page = Resource(status=200, type=HTML, parts=(body,), modified=self._now.replace(microsecond=0))
            shown = self._shown.get(path)
            self._shown[path] = self._made[path] = shown if shown and shown.body == page.body else page
        return self._made[path]

    def __contains__(self, path: object) -> bool:
        return path in self._locations

    def __iter__(self) -> Iterator[str]:
        return iter(self._locations)

    def __len__(self) -> int:
        return len(self._locations)
