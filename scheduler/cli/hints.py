"""Hints after a mistyped command: what a word from elsewhere is here, or which known word is spelt alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

import click

from scheduler.cli.options import folder_words
from scheduler.programme.advice import command as words_of
from scheduler.programme.english_lists import joined
from scheduler.programme.problems import nearest_name
from scheduler.reports.advice_words import command_line

COMMANDS = {
    "help man": "`twincal{command} --help`",
    "redo": "the edit again: there is no redo; `twincal history` tells what it changed",
    "revert": "`twincal undo`: it takes back the last edit",
    "today tomorrow week calendar list show": "`twincal agenda`",
    "id ids find search": "`twincal agenda`: each meeting has its name for commands behind its title",
    "cancelled canceled": "`twincal cancel {meeting}`",
    "uncancel": "`twincal reinstate {meeting}`",
    "delete": "`twincal cancel {meeting}` or `twincal remove`; `twincal undo` takes a command back",
    "edit change update": "`twincal move {meeting} WHEN`, `twincal cancel {meeting}`"
    " or `twincal set {meeting} FIELD VALUE`",
    "reschedule postpone": "`twincal move {meeting} WHEN`",
    "create new": "`twincal add city`, `pair`, `group`, `theme`, `meeting` or `webinar`",
    "cities pairs groups themes meetings webinars": "`twincal add city`, or another thing, one at a time",
    "minutes slides recording": "`twincal attach {meeting} {word} URL`",
    "validate": "`twincal check`",
    "status diff": "`twincal plan`: it shows what is not published yet",
    "log": "`twincal history`",
    "send email": "`twincal announce`; `twincal mail due` shows what Twincal sends itself",
    "start run": "`twincal serve`",
    "excel": "`twincal export --format xlsx`",
    "version": "`twincal --version`",
}
"""What to type for commands that people know from elsewhere."""
OPTIONS = {
    "--because --why --cause --comment": '--reason "{0}"',
    "--language --lang": "--language {0} | FIELD: twincal set {name} title.{0} TEXT",
    "--month": "--to DAY: --from {0} --to {0} | --from {0} | --since {0}-01",
    "--year": "--to DAY: --from {0}-01-01 --to {0}-12-31 | --since {0}-01-01",
    "--date --day": "WHEN: {0} | --starts {0} | --to DAY: --from {0} --to {0} | --since {0}",
    "--time --hour": "--at {0} | WHEN: {0}",
    "--since": "--from {0}",
    "--from": "--since {0}",
    "--to --when": "WHEN: {0}",
    "--until --end": "--until {0} | --to DAY: --to {0}",
    "--last": "--limit {0}",
    "--ends": "--days NUMBER: --days 2",
    "--description": 'ID: twincal set {name} description "{0}"',
    "--email --mail --contact --contacts": "ID: twincal set {name} contacts {0}",
    "--city --cities": "--for {0} | --pair ID: --pair sofia-sejong | --audience {0} | CITY: {0} | NAME: {0}",
    "--pair --group --theme": "NAME: {0}",
    "--speaker --speakers": '--yes: twincal set {name} speakers "{0}"',
    "--private": "MEETING: twincal set {name} visibility private"
    " | NAME: twincal token create --for {name} --label TEXT",
    "--place": 'MEETING: twincal set {name} place "{0}"',
    "--title --name": 'TITLE: "{0}" | --title "{0}" | MEETING: twincal retitle {name} "{0}"'
    ' | NEW: twincal set {name} {word} "{0}"',
    "--force -y": "--yes",
    "--dry-run": "--plan: twincal plan | --yes: the same without it: `{command}` shows its plan and asks",
    "--output --file": "--to FOLDER: --to {0} | --format .*xlsx: --format xlsx | NAME: > {0}",
    "--excel --xlsx": "--format .*xlsx: --format xlsx",
    "--json --csv": "--format .*{word}: --format {word}",
}
"""What to type for an option with the value `{0}`. Each way is for a command that has its first word, or what
stands before the colon.
"""
_SLIPS = (
    (r"[—–]\w", "An option begins with two hyphens: --reason."),
    (r"^(break \S+) (\S+) (\S+)$", r"Type `twincal \1 --from \2 --to \3`."),
    (r"^move (\S+) to ", "Type it without the word `to`."),
    (r"^notices (\S+)$", r"Type `twincal notices --for \1`."),
    (r"^apply .*\b([0-9a-f]{16})$", r"Type `twincal apply --plan \1`."),
    (r"^(\w+)\b.* (\S+\.db)\b", r"Type `twincal \1 --database \2`."),
    (r"^move (\S+) (place|title|duration|status) (.+)$", r'Type `twincal set \1 \2 "\3"`.'),
    (r"^history last ([0-9]+)$", r"Type `twincal history --limit \1`."),
    (r"^why (\S+) ([0-9]{4}-\S+)$", r"Series and month are one word: `twincal why \1/\2`."),
    (r"^why (?!is |was |did |does )(\S+) ", r"Series and month are one word: `twincal why \1/2026-12`."),
    (
        r"^(\w+) ([^\s:]+/\S+) ([^\s:]+/\S+)$",
        r"One meeting at a time: `twincal \1 \2`, then `twincal \1 \3`.",
    ),
    (r"^(?!agenda)\w+ ([a-z][a-z0-9-]*) ([0-9]{4}-W?[0-9]{2})\b", r"Series and month are one word: \1/\2."),
    (r"^cancel (\S+) ([^-]+?)( -.*)?$", r'The reason has an option: `twincal cancel \1 --reason "\2"\3`.'),
    (r"^undo\b", "Type `twincal undo`: it takes back the last edit alone."),
)
"""What is wrong with a command that has too many words: the first pattern that it has."""
_OF_TWO_WORDS = re.compile(r"(--[a-z-]+)\0([^-\s\0][^\s\0]*)\0([^-\s\0][^\s\0]*)(?:\0|$)")
_TEXTS = re.compile("WHEN|TITLE|TEXT|RULE|LENGTH|WORDS")
"""The metavars of what may have spaces."""


def explained(error: click.UsageError, typed: Sequence[str]) -> click.UsageError:
    """Returns the error, with what to type instead if that is known.

    Missing quotation marks come first: the whole command is shown as it should be typed.
    """
    context = error.ctx
    if context is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    path = context.command_path.split()[1:]
    words, line = typed[len(path) :], " ".join(typed)
    is_unknown = isinstance(error, click.NoSuchOption)
    is_excess = "unexpected extra argument" in error.message or isinstance(error, click.MissingParameter)
    slips = (found.expand(advice) for each, advice in _SLIPS if (found := re.search(each, line)))
    hint = ""
    if isinstance(error, click.NoSuchCommand):
        hint = _command_hint(context, path, words)
    elif is_excess:
        named = [word for before, word in pairwise(("", *words)) if before != "--config"]
        takes_folder = any(param.name == "named" for param in context.command.params)
        hint = ("" if takes_folder else folder_words(named)) or next(slips, "")
    if not hint and (is_excess or is_unknown) and (quoted := _with_quotes(context.command, words)):
        return click.UsageError(f"quotation marks are missing: {_line(*path, *quoted)}", context)
    hint = hint or (needs_quotes(context.command, typed) if is_excess else "")
    if isinstance(error, click.NoSuchOption):
        hint = _option_hint(context, error.option_name, words)
    is_said = type(error) is click.UsageError or isinstance(getattr(error, "param", None), click.Option)
    if not is_said or is_excess:
        hint = hint or (context.command.epilog or "").removeprefix("\b\n")
    has_hint = isinstance(error, click.NoSuchOption | click.NoSuchCommand)  # of click, a guess by spelling
    if not hint and not has_hint:
        return error
    said = error.message if has_hint else error.format_message()
    said = said if said.endswith("?") else f"{said.rstrip('.')}."
    return click.UsageError(f"{said} {hint}".strip(), context)


def needs_quotes(command: click.Command, typed: Sequence[str]) -> str:
    """Returns how an option with a text of two words is typed, if there is one that may miss its marks."""
    of = {name: _TEXTS.fullmatch(param.metavar or "") for param in command.params for name in param.opts}
    for option, first, second in _OF_TWO_WORDS.findall("\0".join(typed)):
        if of.get(option):
            return f'A text with a space needs quotation marks around it: `{option} "{first} {second}"`.'
        if option in of:
            return f"`{option}` takes one word: `{option} {_month_of(f'{first} {second}') or first}`."
    return ""


def _month_of(words: str) -> str | None:
    """Returns the month that `September 2027` means, or the day."""
    from scheduler.configuration.phrases.date_phrases import bound
    from scheduler.configuration.spelling import ParseError

    try:
        return str(bound(words))
    except ParseError as error:
        return error.suggestion


def as_options(text: str, command: click.Command) -> str:
    """Returns a message about the files with each key and value, `every: third Wednesday`, as it is typed."""
    options = {name for param in command.params for name in param.opts}

    def typed(found: re.Match[str]) -> str:
        option, value = f"--{found[1].replace('_', '-')}", (found[2] or "").strip("[]").replace(", ", ",")
        value = f'"{value}"' if " " in value else value
        return f"`{f'{option if option in options else found[1]} {value}'.strip()}`"

    out = "take it out with `--remove`" if "--remove" in options else "leave it out"
    return re.sub(r"`([a-z_]+):(?: ([^`{]*))?`", typed, text).replace("take the line out", out)


def _line(*words: str) -> str:
    return f"`{command_line(words_of(*words))}`"


def _command_hint(context: click.Context, path: Sequence[str], words: Sequence[str]) -> str:
    """Returns what to type for a command that there is not, the first of `words`."""
    known = context.command.list_commands(context) if isinstance(context.command, click.Group) else ()
    for names, advice in COMMANDS.items() if not path else ():
        if words[0] in names.split():
            command = next((f" {word}" for word in words if word in known), "")
            meeting = next((word for word in words if "/" in word[1:]), "MEETING")
            return f"Type {advice.format(command=command, meeting=meeting, word=words[0])}."
    below = [name for name in known if words[0] in _commands_of(context, name)]
    if len(below) == 1 and not any("/" in word[1:] for word in words):
        return f"Type {_line(*path, *below, *words)}."
    if nearest := nearest_name(words[0], known):
        return f"Did you mean {_line(*path, nearest, *words[1:])}?"
    return f"It has the commands {joined(known)}." if path else ""


def _commands_of(context: click.Context, name: str) -> Sequence[str]:
    """Returns the commands below a command of the group."""
    below = context.command.get_command(context, name) if isinstance(context.command, click.Group) else None
    return below.list_commands(context) if isinstance(below, click.Group) else ()


def _option_hint(context: click.Context, option: str, words: Sequence[str]) -> str:
    """Returns what to type for an option that the command does not have."""
    has = [
        f"{name if name.startswith('-') else ''} {param.make_metavar(context)}".strip(" [")
        for param in context.command.params
        for name in param.opts
    ]
    runs = (re.split("[\0=]", run) for run in re.split("\0(?=-)", "\0".join(words)))
    value = next((" ".join(run[1:]) for run in runs if run[0] == option), "") or "…"
    if option[1:].isdecimal() and any(each.startswith("--limit") for each in has):
        return f"Type `--limit {option[1:]}`."
    if len(option) == 4 and any(each.startswith("--language") for each in has):
        return f"Type `--language {option[2:]}`."
    if option in ("--month", "--year") and not value[:4].isdecimal():
        value = "2026-12" if option == "--month" else "2026"
    name = next((word for word in words[:1] if word[:1] != "-"), "MEETING")
    ways = next((each for names, each in OPTIONS.items() if option in names.split()), "")
    for way in filter(None, ways.replace("{word}", option[2:]).split(" | ")):
        need, _, advice = way.partition(": ")
        if any(re.match(rf"{need if advice else need.split()[0]}\b", each) for each in has):
            advice = (advice or need).format(value, name=name, command=context.command_path)
            return f"Type {advice if '`' in advice else f'`{advice}`'}."
    nearest = "" if ways else nearest_name(option, (each.split()[0] for each in has if each[:2] == "--"))
    return f"Did you mean `{nearest}`?" if nearest else ""


def _with_quotes(command: click.Command, words: Sequence[str]) -> Sequence[str]:
    """Returns the words with each text as one; nothing if none is in parts, or nobody knows where it ends."""
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    texts = {name for param in command.params if _TEXTS.fullmatch(param.metavar or "") for name in param.opts}
    first, *others = re.split("\0(?=-)", "\0".join(words))
    options = [run.split("\0", 1) for run in others]
    given = first.split("\0", max(len(arguments) - 1, 0))
    last = [arguments[-1].opts[0], given[-1]] if arguments else ["", first]
    parts = [(name, text) for name, *rest in (last, *options) for text in rest if "\0" in text]
    in_parts = {name for name, _ in parts}
    is_quoted = any(" " in text for _, text in parts)  # by a shell, which has taken its marks away
    if is_quoted or first.startswith("-") or not in_parts or not in_parts <= texts:
        return ()
    return [word.replace("\0", " ") for word in (*given, *chain(*options))]
