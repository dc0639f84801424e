"""The programme's own colour as the accent of its pages, in the light and in the dark."""

from __future__ import annotations


def accent_rules(colour: str) -> str:
    """Returns the rules of a style sheet that make `colour` (`#rrggbb`) the accent."""
    light = _mixed(colour, 255, 60)
    return (
        f":root{{--accent:{colour};--accent-soft:{_mixed(colour, 255, 88)};--on-accent:#fff}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{light};--accent-soft:{_mixed(colour, 20, 65)};"
        f"--on-accent:#0b1016}}}}"
    )


def _mixed(colour: str, other: int, percent: int) -> str:
    """Returns `colour` with so much per cent of a grey, whose red, green and blue are `other`."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    mixed = ((part * (100 - percent) + other * percent) // 100 for part in parts)
    return "#" + "".join(f"{part:02x}" for part in mixed)
