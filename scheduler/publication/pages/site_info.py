"""The site as every page shows it."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from scheduler.programme.texts import Look, OwnPhrases, Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.paths import root_of
from scheduler.state.state import State


class SiteInfo(Struct, frozen=True, kw_only=True):
    """The site as every page shows it: its programme, its languages and its host.

    `base_url` is the public address of the site without a final slash; None if it is not known.
    """

    programme: Text
    languages: tuple[str, ...]
    phrases: tuple[OwnPhrases, ...]
    host: Text
    host_url: str | None
    base_url: str | None
    look: Look

    def public_url(self, language: str, address: str) -> str | None:
        """Returns the canonical URL of a page in a language; None without a `base_url`."""
        return f"{self.base_url}{root_of(language, self.languages)}{address}" if self.base_url else None

    @property
    def base_path(self) -> str:
        """The path of `base_url`: empty unless the site lives below a path of its server."""
        return urlsplit(self.base_url or "").path


def site_info(state: State) -> SiteInfo:
    """Returns the site as every page of `state` shows it."""
    profile = state.profile
    return SiteInfo(
        programme=profile.name,
        languages=profile.languages,
        phrases=profile.phrases,
        host=profile.host,
        host_url=web_address(profile.details.host_url),
        base_url=(web_address(profile.address) or "").rstrip("/") or None,
        look=profile.details.look,
    )
