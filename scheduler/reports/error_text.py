"""The message of an error, with what only reports can say."""

from __future__ import annotations

from scheduler.commands.errors import NeedsConsent, NoMeeting
from scheduler.reports.rule_words import rule_words
from scheduler.reports.sentences import sentence


def error_text(error: Exception) -> str:
    """Returns the message of an error; with what stops a plan, or the rules that give no such meeting."""
    if isinstance(error, NeedsConsent):
        return f"{error}: {'; '.join(map(sentence, error.refusals))}"
    if isinstance(error, NoMeeting) and error.rules:
        return f"{error}: its rule is {'; then '.join(map(rule_words, error.rules))}"
    return str(error)
