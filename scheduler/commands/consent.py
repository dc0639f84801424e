"""What a person allows a run to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person allowed, nothing unless it is said.

    A large plan, rewriting named meetings of the past, a clock that is far from the last revision; only the
    plan `digest`.
    """

    large: bool = False
    past: bool = False
    clock: bool = False
    digest: str | None = None
