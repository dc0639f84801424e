"""No page shows what is private, or what was withdrawn (rule 11)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy, Details, Join, Link, Speaker, Status
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.programme.texts import Text
from support.programmes import change, changed, holidays, monthly, now, visit, webinar
from support.samples import sample
from support.world import World, published

SECRET = "Sesame"
DAY_OFF = "KR 2026-12-16 Day of Rest"
HIDDEN = Details(
    title=Text.plain(f"{SECRET} talks"),
    description=Text.plain(f"Write to {SECRET}@example.org. Passcode: {SECRET}77"),
    kind=Text.plain(f"{SECRET} kind"),
    place=Text.plain(f"{SECRET} hall"),
    reason=Text.plain(f"{SECRET} reason"),
    registration=f"https://example.org/{SECRET}",
    links=(Link(Text.plain(f"{SECRET} slides"), f"https://example.org/{SECRET}/slides"),),
    speakers=(Speaker(name=f"{SECRET} Speaker"),),
    visibility="private",
)
JOIN = Join(url=f"https://rooms.example.org/{SECRET}", passcode=f"{SECRET}77")

joins = st.sampled_from([None, JOIN])
policies = st.sampled_from(["keep", "skip", "next working day"])
statuses = st.sampled_from([None, Status.TENTATIVE, Status.CANCELLED])
hides = st.sampled_from([CancelledPolicy("show"), CancelledPolicy("hide"), CancelledPolicy("days", 30)])
months = st.sampled_from(["2026-11", "2026-12", "2027-01"])


@st.composite
def series(draw: st.DrawFn, name: str) -> Series:
    """Returns a public or private series with one meeting that differs."""
    drawn = draw(
        st.sampled_from(
            [
                monthly(name, begins="2026-10", on_holiday=draw(policies)),
                webinar(name, "2026-12-10 17:00"),
                visit(name, "2027-01-11", days=2),
            ]
        )
    )
    details = replace(drawn.details, join=draw(joins), status=draw(statuses))
    if draw(st.booleans()):
        details = HIDDEN.with_defaults(details)
    drawn = replace(drawn, details=details)
    if not drawn.schedule:
        return drawn
    different: list[dict[str, Any]] = [
        {},
        {"move_to": "2026-12-22 11:00"},
        {"cancel": "Snow"},
        {name: getattr(HIDDEN, name) for name in HIDDEN.given_fields()},
    ]
    which = draw(st.sampled_from(different))
    return changed(drawn, change("2026-12" if "move_to" in which else draw(months), **which))


def pages(world: World) -> dict[str, str]:
    """The pages, and the calendars in JSON, by path."""
    bodies = {
        path: resource.body.decode()
        for path, resource in world.site().resources.items()
        if "html" in resource.type or "json" in resource.type
    }
    assert bodies
    return bodies


@settings(max_examples=10)
@given(series("first"), series("second"), st.booleans(), hides)
def test_no_page_shows_anything_private(
    first: Series, second: Series, known: bool, hide: CancelledPolicy
) -> None:
    """The two are applied one after the other, so meetings move, vanish and come back."""
    parts: dict[str, Any] = {"languages": ("en", "bg"), "ahead": Length(months=3), "cancelled": hide}
    days_off = holidays("KR 2026-01-01 New Year", *([DAY_OFF] if known else []))
    world = published(sample(first, **parts), now("2026-11-01"), days_off)
    world.apply(sample(replace(second, id="first"), **parts), now("2026-11-02"), days_off)

    for path, body in pages(world).items():
        assert SECRET not in body, path


def test_withdrawn_data_leaves_every_page_and_its_history() -> None:
    world = World()
    withdrawn: dict[str, Any] = {
        "speakers": (Speaker(name=f"{SECRET} Speaker"),),
        "links": (Link(Text.plain(f"{SECRET} slides"), f"https://example.org/{SECRET}"),),
        "title": f"{SECRET} title",
    }
    world.apply(sample(webinar("talk", "2026-11-10 17:00", **withdrawn)), now("2026-11-01"))
    assert any(SECRET in body for body in pages(world).values())

    world.apply(sample(webinar("talk", "2026-11-10 17:00", title="Trams")), now("2026-11-02"))

    assert not any(SECRET in body for body in pages(world).values())


def test_a_meeting_that_becomes_private_leaves_every_page() -> None:
    world = published(sample(webinar("talk", "2026-12-10 17:00", title=SECRET)), now("2026-11-01"))

    world.apply(
        sample(webinar("talk", "2026-12-10 17:00", title=SECRET, visibility="private")), now("2026-11-02")
    )

    assert not any(SECRET in body for body in pages(world).values())
