"""How long the texts of a configuration may be, in characters.

A feed has room for 480 kB (docs/feeds.md): one text without end would push every meeting out of it.
"""

from __future__ import annotations

from scheduler.configuration.spelling import Misunderstood

LONGEST_LINE = 255
"""What stands in one line: a title, a name, a label, a role; a rule, a date or an hour as well."""
LONGEST_REMARK = 1_000
"""A place, or the reason of a change: a sentence or two."""
LONGEST_PROSE = 10_000
"""A description, or what a secretariat says on its pages."""
LONGEST_ADDRESS = 2_000
"""A web address; browsers and servers read no longer ones for certain."""


def check_length(text: str, longest: int) -> None:
    """Raises Misunderstood where `text` is too long, blanks at both ends aside."""
    length = len(text.strip())
    if length > longest:
        raise Misunderstood(f"this is {length:,} characters long; write at most {longest:,}")
