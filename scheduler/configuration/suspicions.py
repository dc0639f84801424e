"""What looks right and is not: characters and lines that YAML would read as something else.

Copying from a web page or a word processor brings blanks that YAML does not take for blanks, and a
merge leaves its markers; the parser would complain elsewhere or not at all.
"""

from __future__ import annotations

import re

from scheduler.configuration.lines import Lines

_ODD = "\xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_KEY_OR_ITEM = r"(?:- |[\w.\"'-]+\s*:(?:\s|$))"
_ODD_BLANK = re.compile(f"(?m)^[ \t]*([{_ODD}])[ \t{_ODD}]*{_KEY_OR_ITEM}")
_TAB = re.compile(rf"(?m)^ *(\t)[ \t]*{_KEY_OR_ITEM}")
_INVISIBLE_BREAK = re.compile("[\x85\u2028\u2029]")
_CONFLICT = re.compile(r"(?m)^(<{7}|={7}|>{7})( |$)")


def odd_blank(lines: Lines) -> tuple[int, str] | None:
    """The first key or item behind a blank that is no plain space: YAML takes it for part of the key."""
    match = _ODD_BLANK.search(lines.text)
    if match is None:
        return None
    return match.start(1), (
        f"this line starts with a blank that is no plain space (U+{ord(match[1]):04X}), often copied from a "
        "web page; replace it by spaces"
    )


def cause_of_failure(lines: Lines) -> tuple[int, str] | None:
    """What explains better than the parser why a text cannot be read: a tab, or a merge left half done."""
    conflict = _CONFLICT.search(lines.text)
    if conflict:
        return conflict.start(), (
            "a merge left its marker here; keep one of the two versions and delete the markers"
        )
    broken = _INVISIBLE_BREAK.search(lines.text)
    if broken:
        return broken.start(), (
            f"an invisible line break (U+{ord(broken[0]):04X}), often copied from a slide; delete it"
        )
    tab = _TAB.search(lines.text)
    if tab:
        return tab.start(1), "this line is indented with a tab; use spaces"
    return None
