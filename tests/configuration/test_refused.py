"""Every kind of mistake is refused with its place and a plain message, and brings no second error with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.configuration_samples import errors, marked, meeting, read_text, spoiled, webinar

MEETING = """\
more:
  pair: sofia-sejong
  title: One more
  every: first Monday
  at: 10:00
  clock: sofia
  duration: 60 min
  from: 2026-01
"""
ONCE = """\
more:
  pair: sofia-sejong
  title: One more
  starts: 2026-11-10 10:00
  clock: sofia
  duration: 60 min
"""
WEBINAR = """\
more:
  title: One more
  starts: 2026-11-10 10:00
  duration: 60 min
"""


def recurring(old: str = "", new: str = "") -> str:
    """BASE with one more recurring meeting, a piece of it replaced (or a line added to it)."""
    return meeting(_edited(MEETING, old, new))


def once(old: str = "", new: str = "") -> str:
    """BASE with one more meeting that happens once, a piece of it replaced."""
    return meeting(_edited(ONCE, old, new))


def talk(old: str = "", new: str = "") -> str:
    """BASE with one more webinar, a piece of it replaced."""
    return webinar(_edited(WEBINAR, old, new))


def _edited(text: str, old: str, new: str) -> str:
    if not old:
        return text + "".join(f"  {line}\n" for line in new.split("\n"))
    assert text.count(old) == 1
    return text.replace(old, new)


SYNTAX = {
    "asterisk": ("title: Working call", "title: ¦*Working* call", "must be in quotes"),
    "odd blank": ("    country: NL", "¦\u00a0\u00a0\u00a0 country: NL", "a space of another kind"),
    "second colon": ("title: Study visit to Sejong", "title: Sofia¦: Sejong", "put the text in quotes"),
    "odd space": ("    title: Working call", "    ¦title:\u00a0Working call", "space behind it is missing"),
    "tab": ("    kind: study visit", "¦\tkind: study visit", "tab"),
    "open quotation": ("at: \"10:00\"", "at: ¦\"10:00", "not closed"),
    "open bracket": ("cities: [rotterdam, busan]", "cities: ¦[rotterdam, busan", "`]` is missing"),
    "open brace": ("window: {past: 90 days, ahead: 18 months}", "window: ¦{past: 90 days, ahead: 18 months", "`}`"),
    "no colon": ("    title: Working call", "    ¦title Working call", "colon is missing"),
    "no space behind a dash": ("    audience: all", "    audience:\n      ¦-sofia", "write `- sofia`"),
    "no space after the colon": ("    title: Working call", "    ¦title:Working call", "space behind it is missing"),
    "too far right": ("    country: NL", "      ¦country: NL", "further to the right"),
    "between two columns": ("    kind: study visit", "   ¦kind: study visit", "line up"),
    "at sign": ("title: Working call", "title: ¦@home", "must be in quotes"),
    "percent": ("title: Working call", "title: ¦%5 call", "must be in quotes"),
    "after a bracket": ("title: Working call", "title: [MOVED] ¦Working call", "closing bracket"),
    "after a quotation": ("title: Working call", "title: 'Working' ¦call", "closing quotation"),
    "apostrophe": ("title: Working call", "title: 'New York'¦s call'", 'put all of it in "double quotes"'),
    "apostrophe in a list": ("spoken: [English]", "spoken: ['King'¦s English']", "a comma or the closing `]` is missing here"),
    "list behind a key": ("cities: [rotterdam, busan]", "cities: ¦- rotterdam", "list cannot start"),
    "backslash": ('title: Working call', 'title: "Working ¦\\call"', "backslash"),
    "control character": ("title: Working call", "title: Working ¦\x07 call", "control character"),
}  # fmt: skip

FORM = {
    "schedule as a block": ("    kind: study visit", "    speakers: ¦{name: Ada}", "must be a list"),
    "key of a block inside": ("    join:\n      url: https://meet.example.org/abc\n      passcode: \"48151623\"\n", "    join:\n    ¦url: https://meet.example.org/abc\n", "`url:` belongs to `join:`"),
    "key without a value in braces": ("{past: 90 days,", "{past: ¦,", "`past:`"),
    "nothing in a list": ("[rotterdam, busan]", "[rotterdam, ¦null]", "nothing is written here"),
    "id in the first column": ("groups:\n  mobility-cluster: [", "groups:\n¦mobility-cluster: [", "`mobility-cluster:` belongs to `groups:`"),
    "text with a comma in braces": ("nature: {name: Nature}", "nature: {name: a, ¦b}", 'put the text in quotes: `{name: "a, b"}`'),
    "list of changes": ("    kind: study visit", "    changes: ¦[{cancel: x}]", "a block of keys such as `2026-12:`"),
    "pause in another word": ("    on_holiday: next working day", "    on_holiday: next working day\n    ¦skip: 2027-08", "did you mean `pause`"),
    "note for the office": ("    kind: study visit", "    ¦comment: ask Ada", "a note for yourselves stands behind `# `"),
    "unknown section": ("\ngroups:\n", "\n¦clusters:\n", "did you mean `groups`"),
    "section of the programme": ("\ngroups:\n", "\n¦languages: [en]\ngroups:\n", "inside `programme:`"),
    "logo that is not there": ("  cancelled: show", "  cancelled: show\n  look: {logo: ¦logo.svg}", "cannot be read"),
    "colour that is too light": ("  cancelled: show", "  cancelled: show\n  look: {colour: ¦'#ffcc00'}", "take a darker colour"),
    "colour by its name": ("  cancelled: show", "  cancelled: show\n  look: {colour: ¦teal}", 'write for example `"#14586f"`'),
    "page that embeds": ("  cancelled: show", "  cancelled: show\n  look: {embed_in: ¦https://sofia.example/page}", "whole sites"),
    "sender that is a name": ("  cancelled: show", "  cancelled: show\n  mail: {from: ¦CityNet}", "`CityNet` is not a mail address; write for example `office@example.org`"),
    "answers to two addresses": ("  cancelled: show", "  cancelled: show\n  mail: {from: a@example.org, reply_to: ¦'a@example.org, b@example.org'}", "is not a mail address"),
    "mail without a sender": ("  cancelled: show", "  cancelled: show\n  ¦mail: {seen: no}", "from: twinning@example.org"),
    "section twice": ("\ngroups:\n", "\n¦cities:\n  delft: {name: Delft, country: NL, timezone: Europe/Amsterdam}\ngroups:\n", "written twice"),
    "section as a list": ("groups:\n  mobility-cluster: [sofia, sejong, rotterdam]", "groups:\n  ¦- sofia", "not a list"),
    "unknown key": ("    title: Working call", "    title: Working call\n    ¦titel: Call", "did you mean `title`"),
    "key in French": ("    title: Working call", "    ¦titre: Working call", "did you mean `title`"),
    "hyphen for underscore": ("on_holiday: next working day", "¦on-holiday: skip", "did you mean `on_holiday`"),
    "unknown key of the host": ("    attends: webinars", "    ¦email: nobody", "has no `email`"),
    "unknown key of a change": ("reason: room not free", "¦time: 11:00", "move_to: 11:00"),
    "key twice": ("    kind: study visit", "    kind: study visit\n    ¦kind: visit", "written twice"),
    "key that is a list": ("    kind: study visit", "    ? ¦[kind]\n    : study visit", "must be one word"),
    "exclamation mark": ("kind: study visit", "kind: ¦!important visit", 'a text that starts with `!` must be in quotes'),
    "number sign": ("title: Working call", "title:¦ #1 of the calls", '`title: "#1 of the calls"`'),
    "dash without a space": ("[rotterdam, busan]", "\n      ¦-rotterdam\n      -busan", "`- rotterdam`"),
    "curly quotation marks": ("at: 09:00", "at: ¦“09:00”", "`“09:00”` is not an hour"),
    "people": ("kind: study visit", "¦attendees: nobody", "no place in a calendar"),
    "comma in braces": ("      2027-02:\n        cancel: Lunar New Year", "      2027-02: {cancel: Lunar New Year, ¦again}", 'Lunar New Year, again"'),
    "two rules": ("    every: every 2 weeks on Thursday", "    every: every 2 weeks on Thursday\n    ¦every: first Friday", "a rule from a month on is written under `schedule:`"),
    "city twice": ("\npairs:\n", "\n  ¦sofia: {name: Sofia, country: BG, timezone: Europe/Sofia}\npairs:\n", "give this one an id of its own, or join them"),
    "meeting within another": ("    title: Working call", "    title: Working call\n    ¦new-call: {title: New call}", "begin it in the column of"),
    "list within a list": ("[rotterdam, busan]", "[¦[rotterdam, busan]]", "a list within the list"),
    "pause of a change": ("reason: room not free", "¦pause: 2027-07-01..2027-07-31", "weeks without meetings stand in the series"),
    "note with slashes": ("    title: Working call", "    title: Working call\n    ¦// ask Busan", "a note begins with `#`"),
    "list for a text": ("title: Working call", "title: ¦[Working call]", "not a list"),
    "text for a block": ("      2027-02:\n        cancel: Lunar New Year", "      2027-02: ¦cancelled", "block of keys"),
    "block for a list": ("closed: [2026-12-28..2026-12-31]", "closed: ¦{first: 2026-12-28}", "must be a list"),
    "city as a text": ("\n  busan:\n    name: Busan\n    country: KR\n    timezone: Asia/Seoul", "\n  busan: ¦Busan", "block of keys"),
    "empty text": ("title: Working call", 'title: ¦""', "nothing is written"),
}  # fmt: skip

MISSING = {
    "country": ("  rotterdam:\n    name: Rotterdam\n    country: NL\n", "  ¦rotterdam:\n    name: Rotterdam\n", "a city needs a line `country: NL`"),
    "country that no zone tells": ("  rotterdam:\n    name: Rotterdam\n    country: NL\n    timezone: Europe/Amsterdam\n", "  ¦rotterdam:\n    name: Rotterdam\n    timezone: UTC\n", "a city needs `country:`, the two letters of its country"),
    "country without a value": ("    country: NL\n", "    country:¦\n", "such as `country: NL`"),
    "zone": ("  rotterdam:\n    name: Rotterdam\n    country: NL\n    timezone: Europe/Amsterdam\n", "  ¦rotterdam:\n    name: Rotterdam\n    country: NL\n", "`timezone` is missing"),
    "date of an extra": ("      tram-workshop:\n        starts: 2026-11-10 10:00", "      ¦tram-workshop:\n        title: Trams", "`starts` is missing"),
    "zone of another country": ("  busan:\n    name: Busan\n    country: KR\n    timezone: Asia/Seoul\n", "  ¦busan:\n    name: Busan\n    country: KR\n", "`timezone: Asia/Seoul`"),
    "rule of an entry": ("      - from: 2026-03\n        every: last working day\n", "      - ¦from: 2026-03\n", "`every` is missing"),
    "nothing changed": ("      2027-02:\n        cancel: Lunar New Year", "      ¦2027-02:", "nothing is changed"),
}  # fmt: skip

VALUES = {
    "no language of a city": ("languages: [bg, en]", "languages: ¦[]", "write for example `languages: [en]`"),
    "four cities in a pair": ("cities: [rotterdam, busan]", "cities: ¦[rotterdam, busan, sofia, sejong]", "write `group:` instead of `pair:`"),
    **{
        f"invisible name U+{ord(sign):04X}": ("name: Rotterdam\n", f'name: ¦"{sign}"\n', "invisible")
        for sign in "\u200b\u3164\u2800"
    },
    "misspelt name of a subdivision": ("country: NL", "country: ES\n    subdivision: ¦Catalonia", "did you mean `CT` (Catalunya)?"),
    "subdivision": ("country: BG", "country: BG\n    subdivision: ¦Sofia City", "ISO 3166-2"),
    **{
        f"address: {name}": ("registration: https://example.org/register", f"registration: ¦{url}", words)
        for name, url, words in (
            ("empty label", "https://example..org/x", "is not a web address"),
            ("the name of a file", "minutes.pdf", "is a file, which nobody else can open"),
            ("a file with a scheme", "https://minutes.pdf", "is a file, which nobody else can open"),
            ("a file of Windows", "C:\\work\\minutes.docx", "is a file, which nobody else can open"),
            ("no scheme", "example.org/minutes.pdf", "write for example `https://example.org/minutes.pdf`"),
            ("port too high", "https://example.org:99999/", "is not a web address"),
            ("port of nothing", "https://example.org:0/", "is not a web address"),
            ("space", "https://exa mple.org", "is not a web address"),
            ("invisible", "https://example.org/\u200bx", "U+200B"),
            ("password", "https://ada:secret@example.org/", "user name or a password"),
            ("no dot", "https://register", "is not a web address"),
            ("open bracket", "https://[::1", "not a web address"),
            ("one slash", "https:/example.org", "is not a web address"),
        )
    },
    "link without a label": ("{agenda: https://example.org/agenda,", '{¦"": https://example.org/agenda,', "needs a label"),
    "weekday that is closed": ("closed: [2026-12-28..2026-12-31]", "closed: [¦sundays]", "such as `office_days: Mon-Fri`"),
    "weekdays that are open": ("closed: [2026-12-28..2026-12-31]", "open: ¦Sat-Sun", "`Sat-Sun` is not a date; the weekdays on which a city works"),
    "weekend that is closed": ("closed: [2026-12-28..2026-12-31]", "closed: ¦at the weekend", "such as `office_days: Mon-Fri`"),
    "weekday with a date": ("closed: [2026-12-28..2026-12-31]", "closed: ¦Mon 28 December 2026", "write `2026-12-28`"),
    "hour of 12": ('at: "10:00"', "at: ¦4 pm", "`16:00`"),
    "window that looks nowhere": ("ahead: 18 months", "ahead: ¦0 months", "look ahead"),
    "cancelled": ("cancelled: show", "cancelled: ¦never", "`show`, `hide` or `30 days`"),
    "attends": ("attends: webinars", "attends: ¦all", "`webinars` and `everything`"),
    "holiday policy": ("on_holiday: next working day", "on_holiday: ¦next day", "did you mean `next working day`"),
    "status": ("status: confirmed", "status: ¦canceled", "did you mean `cancelled`"),
    "days": ("days: 3", "days: ¦three", "number of days"),
    "consent": ("consent: true", "consent: ¦maybe", "`true` nor `false`"),
    "address": ("url: https://example.org", "url: ¦www.example.org", "https://www.example.org"),
    "address with a question": ("address: https://calendar.example.org", "address: ¦https://calendar.example.org/?x=1", "without `?`"),
    "country": ("country: BG", "country: ¦UK", "did you mean `GB`"),
    **{
        f"language {code}": ("languages: [en, bg, nl, ko]", f"languages: [en, bg, nl, ko, ¦{code}]", words)
        for code, words in (
            ("eng", "did you mean `en`?"), ("qqq", "write for example `en`"), ("xx", "not a language code"), ("Korean", "did you mean `ko`?"),
            ("cz", "did you mean `cs`?"), ("pt_br", "did you mean `pt-BR`?"), ("en-UK", "write `en-GB`"),
            ("Flemish", "did you mean `nl`?"), ("Frensh", "did you mean `fr`?"), ("中文", "write for example `en`"),
        )
    },
    "language twice": ("languages: [en, bg, nl, ko]", "languages: [en, bg, nl, ko, ¦en]", "listed twice"),
    "language of a city": ("languages: [bg, en]", "languages: [bg, ¦fr]", "no language `fr`"),
    "country of a text": ("name: {en: Sejong, ko: 세종}", "name: {en: Sejong, ¦kr: 세종}", "did you mean `ko`?"),
    "country of a city's language": ("languages: [bg, en]", "languages: [bg, ¦kr]", "did you mean `ko`?"),
    "language of a text": ("name: {en: Sejong, ko: 세종}", "name: {en: Sejong, ¦ja: 世宗}", "no language `ja`"),
    "city without a zone": ("timezone: Europe/Amsterdam", "timezone: ¦Europe/Rotterdam", "did you mean `Europe/Amsterdam`?"),
    "zone of a clock": ("clock: Europe/Brussels", "clock: ¦CET", "write a zone such as `Europe/Brussels`"),
}  # fmt: skip

REFERENCES = {
    "dash of a pair": ("cities: [rotterdam, busan]", "cities: ¦-rotterdam", "`- rotterdam`"),
    "pair in a group": ("[sofia, sejong, rotterdam]", "[sofia, ¦sofia-sejong]", "is a pair, not a city"),
    "group of nobody": ("[sofia, sejong, rotterdam]", "{cities: ¦[]}", "at least one city"),
    "cities in one text": ("cities: [rotterdam, busan]", "cities: ¦rotterdam, busan", "`[rotterdam, busan]`"),
    "pair of one": ("cities: [rotterdam, busan]", "cities: ¦[rotterdam]", "two or three cities"),
    "pair with itself": ("cities: [rotterdam, busan]", "cities: [busan, ¦busan]", "named twice"),
    "theme of a pair": ("themes: [sustainable-mobility]", "themes: [¦mobility]", "did you mean `sustainable-mobility`"),
    "pair of a meeting": ("pair: rotterdam-busan", "pair: ¦rotterdam-pusan", "did you mean `rotterdam-busan`"),
    "new pair": ("pair: rotterdam-busan", "pair: ¦lisbon-seoul", "below the line `pairs:` a line `  lisbon-seoul: {cities: [sofia, sejong]}`"),
    "new pair of two cities": ("pair: rotterdam-busan", "pair: ¦rotterdam-sejong", "a line `  rotterdam-sejong: {cities: [sejong, rotterdam]}`"),
    "group for a pair": ("pair: rotterdam-busan", "pair: ¦mobility-cluster", "is a group, not a pair; write `group: mobility-cluster`"),
    "audience": ("audience: all", "audience: [sofia, ¦mobility-clusters]", "did you mean `mobility-cluster`"),
    "audience of all and more": ("audience: all", "audience: [sofia, ¦all]", "stands alone"),
    "nobody": ("audience: all", "audience: ¦[]", "nobody is named"),
    "clock of another city": ("clock: sofia", "clock: ¦rotterdam", "does not take part"),
    "offset for a clock": ("clock: sofia", "clock: ¦UTC+9", "`UTC+9` is an abbreviation or an offset"),
    "place of a zone": ("clock: sofia", "clock: ¦athens", "write `Europe/Athens`"),
    "abbreviation as clock": ("clock: sofia", "clock: ¦KST", "write one of `sofia`, `sejong`, `host`, `UTC` and `alternate`"),
    "unknown clock": ("clock: sofia", "clock: ¦nowhere", "the clocks are `sofia`, `sejong`, `host`, `UTC` and `alternate`"),
    "clock of a pair": ("clock: sofia", "clock: ¦sofia-sejong", "is a pair"),
    "hour of a stranger": ('at: {sofia: "10:00", sejong: "17:00"}', 'at: {sofia: "10:00", sejong: "17:00", ¦busan: "17:00"}', "not in this pair"),
    "hour missing": ('at: {sofia: "10:00", sejong: "17:00"}', '¦at: {sofia: "10:00"}', "`sejong` is missing"),
    "hours without turns": ("clock: sejong\n        duration: 60 min", "clock: sejong\n        duration: 60 min\n      - from: 2025-06\n        every: last day\n        at: ¦{sofia: \"10:00\", sejong: \"17:00\"}\n        clock: sofia\n        duration: 60 min", "clock: alternate"),
}  # fmt: skip

IDS = {
    "capital": ("  busan:\n", "  ¦Busan:\n", "`busan`"),
    "accent": ("  fortnightly:\n", "  ¦málaga:\n", "`malaga`"),
    "invisible character":
        ("  fortnightly:\n", "  ¦fort\u200bnightly:\n", "invisible character (U+200B)"),
    "reserved": ("  fortnightly:\n", "  ¦alternate:\n", "reserved"),
    "id of the programme": ("id: city-pairs", "id: ¦City Pairs", "`city-pairs`"),
    "id of an extra": ("      tram-workshop:", "      ¦tram workshop:", "`tram-workshop`"),
    "former id that lives": ("    kind: study visit", "    kind: study visit\n    formerly: ¦monthly", "still a meeting"),
    "former id of today": ("    kind: study visit", "    kind: study visit\n    formerly: [old-visit, ¦visit]", "id of today"),
}  # fmt: skip

MEETINGS = {
    "pair and group": (once(new="¦group: mobility-cluster"), "either `pair` or `group`"),
    "id of a further date": (once("starts: 2026-11-10 10:00", "dates: [2026-12-10 10:00, 2026-12-11 10:00]\n  extra: {¦2: {starts: 2027-01-10 10:00}}"), "is the id of the meeting on 2026-12-11"),
    "days and an end": (once("2026-11-10 10:00\n  clock: sofia\n  duration: 60 min", "2026-11-10\n  clock: sofia\n  ends: ¦2026-11-12"), "`days: 3`"),
    "once without duration": (once("  duration: 60 min\n", "").replace("  more:", "  ¦more:"), "`duration` is missing"),
    "no begin": (recurring("  from: 2026-01\n", "").replace("  more:", "  ¦more:"), "`from` is missing"),
    "nothing": (meeting("¦more:\n"), "a meeting needs lines such as `pair: sofia-sejong`"),
    "empty schedule": (meeting("more:\n  title: One more\n  pair: sofia-sejong\n  schedule: ¦[]"), "is empty"),
    "whole days that end at an hour": (once("2026-11-10 10:00\n  clock: sofia\n  duration: 60 min", "2026-11-10\n  clock: sofia\n  ends: ¦11:00"), "has no hour"),
    "no clock": (recurring("  clock: sofia\n", "").replace("  more:", "  ¦more:"), "16:00 (July) in sejong"),
    "no duration": (recurring("  duration: 60 min\n", "").replace("  more:", "  ¦more:"), "`duration` is missing"),
    "no pair": (recurring("  pair: sofia-sejong\n", "").replace("  more:", "  ¦more:"), "`pair` is missing"),
    "no date": (once("  starts: 2026-11-10 10:00\n", "").replace("  more:", "  ¦more:"), "when is it?"),
    "until before from": (recurring(new="until: ¦2025-12"), "before `from`"),
    "two weeks from a month": (recurring("first Monday", "every 2 weeks on Monday").replace("from: 2026-01\n", "from: ¦2026-01\n"), "full date"),
    "weekly onto the next": (recurring("first Monday", "every week on Monday").replace("from: 2026-01\n", "from: 2026-01\n    on_holiday: ¦same weekday next week\n"), "every week"),
    "rule and date": (recurring(new="¦starts: 2026-11-10 10:00"), "write either"),
    "rule and schedule": (recurring(new="¦schedule: [{from: 2027-01, every: last day, at: 10:00, clock: sofia, duration: 60 min}]"), "write either"),
    "date and begin": (once(new="¦from: 2026-01"), "what recurs"),
    "rule and days": (recurring(new="¦days: 2"), "all-day meeting"),
    "audience": (recurring(new="¦audience: all"), "`webinars:`"),
    "cancelled as a whole": (recurring(new="¦cancel: no money"), "`changes:`"),
    "clock in turns": (once("clock: sofia", "clock: ¦alternate"), "for what recurs"),
    "once without a clock": (once("  clock: sofia\n", "").replace("  more:", "  ¦more:"), "is 17:00 in sejong"),
    "date without an hour": (once("2026-11-10 10:00\n  clock: sofia\n  duration: 60 min", "¦2026-11-10\n  clock: sofia"), "hour is missing"),
    "hour and too many days": (once(new="days: ¦40"), "31 days at most"),
    "a date of a list without an hour": (once("starts: 2026-11-10 10:00", "dates: [2026-12-10 10:00, ¦2026-12-11]"), "hour is missing"),
    "the same date twice": (once("starts: 2026-11-10 10:00", "dates: [2026-12-10 10:00, ¦2026-12-10 10:00]"), "2026-12-10 is in the list already"),
    "dates with hours, and days": (once("starts: 2026-11-10 10:00", "dates: [2026-12-10 10:00, 2026-12-11 10:00]\n  days: ¦2"), "list each day with its hour"),
    "end before start": (once("duration: 60 min", "ends: ¦2026-11-10 09:00"), "ends before it starts"),
    "end in a wrong year": (once("duration: 60 min", "ends: ¦2072-03-10 10:00"), "is the year right?"),
    "end without an hour": (once("duration: 60 min", "ends: ¦2026-11-10"), "hour of the end"),
    "end and duration": (once(new="¦ends: 11:00"), "the same thing"),
    "days and duration": (once("2026-11-10 10:00\n  clock: sofia\n  duration: ", "2026-11-10\n  days: 2\n  clock: sofia\n  duration: ¦"), "no duration"),
    "speakers as texts": (once(new="speakers: [¦Ada Example]"), "block of keys"),
}  # fmt: skip

SCHEDULES = {
    "entries fall": ("- from: 2026-03", "- from: ¦2024-03", "the earliest entry first"),
    "no hour": ("      - from: 2025-01\n        every: second and fourth Tuesday\n        at: 17:00", "      - ¦from: 2025-01\n        every: second and fourth Tuesday", "`at` is missing"),
    "starting for a month": ("        every: last working day", "        every: last working day\n        ¦starting: 2026-03-05", "other rules need none"),
    "two weeks from a month": ('- from: 2026-03\n        every: last working day\n        at: {sofia: "10:00", sejong: "17:00"}\n        clock: alternate', "- from: ¦2026-03\n        every: every 2 weeks on Monday\n        at: 10:00\n        clock: sofia", "full date"),
    "begin for all": ("    title: Technical call", "    title: Technical call\n    ¦from: 2025-01", "its own `from`"),
    "end for all": ("    title: Technical call", "    title: Technical call\n    until: ¦2026-02", "before `from`"),
}  # fmt: skip
CHANGES = {
    "cancelled for a policy": ("cancel: Lunar New Year", "cancel: ¦hide", "write `cancel: true`, and `cancelled: hide`"),
    "cancelled for cancel": ("cancel: Lunar New Year", "cancelled: ¦yes", "to cancel it, write `cancel: yes` below its month"),
    "cancelled for a reason": ("cancel: Lunar New Year", "cancelled: ¦Lunar New Year", "write `cancel: Lunar New Year`"),
    "cancelled in American": ("cancel: Lunar New Year", "¦canceled: yes", "is written `cancel: yes`, or `cancel: the reason`"),
    "not cancelled at all": ("cancel: Lunar New Year", "cancelled: ¦no", "take the line out"),
    "cancelled without a word": ("cancel: Lunar New Year", "cancelled:¦", "Write `cancel: true`, or the reason"),
    "absent stranger": ("reason: room not free", "without: [¦busan]", "does not take part"),
    "list": ("    kind: study visit", "    kind: study visit\n    changes:\n      ¦- {move_to: 2027-05-11}", "block of keys"),
    "clock of an extra": ("starts: 2026-11-10 10:00", "starts: 2026-11-10 10:00\n        clock: ¦busan", "does not take part"),
    "extra without duration": ("    kind: study visit", "    kind: study visit\n    extra: {¦walk: {starts: 2027-05-12 10:00}}", "`duration` is missing"),
    "not cancelled": ("cancel: Lunar New Year", "cancel: ¦false", "needs no `cancel:`"),
    "cancelled by nothing": ("cancel: Lunar New Year", "cancel:¦", "`cancel: true`"),
    "key of no day": ("      2027-02:\n", "      ¦2027-02-30:\n", "no day"),
    "key of no week": ("      2027-02:\n", "      ¦2027-W53:\n", "no week 53"),
    "key with a blank at its end": ("      2027-02:\n", "      ¦'2027-02 ':\n", "write `2027-02`"),
    "key of a week in other form": ("      2027-02:\n", "      ¦2027-W5:\n", "`2027-W05`"),
    "change beside its key": ("      2027-02:\n        cancel: Lunar New Year", "      ¦move_to: {cancel: yes}", "indent it further"),
    "first of the month": ("      2027-02:\n", "      ¦2027-02.1:\n", "`2027-02`"),
    "eighth of the week": ("      2027-02:\n", "      ¦2027-W08.8:\n", "7 meetings at most"),
    "third of the month": ("      2027-02:\n", "      ¦2027-02.3:\n", "2 meetings at most"),
    "bare extra": ("      2027-02:\n", "      ¦tram-workshop:\n", "`extra.tram-workshop`"),
    "all absent": ("reason: room not free", "without: ¦[sofia, sejong]", "no city is left"),
    "clock in turns": ("reason: room not free", "clock: ¦alternate", "for what recurs"),
    "a duration for whole days": ("    kind: study visit", "    kind: study visit\n    changes:\n      once:\n        ¦duration: 90 min", "is an all-day meeting and has no duration"),
    "hour for whole days": ("    kind: study visit", "    kind: study visit\n    changes:\n      ¦once: {move_to: 2027-05-11 10:00}", "all-day meeting"),
    "extra without clock": ("        duration: 90 min\n  visit:", "        duration: 90 min\n    extra:\n      ¦more: {starts: 2026-05-10 10:00}\n  visit:", "no turn"),
}  # fmt: skip
MINUTES = {
    "an address in their place": ("    kind: study visit", "    kind: study visit\n    minutes: ¦https://example.org/m", "write their address under `links:`"),
    "of one meeting": ("      2027-02:\n", "      2027-02:\n        ¦minutes: expected\n", "a change has no `minutes`"),
}  # fmt: skip
ACCEPTED = {
    "without a reason": ("    kind: study visit", '    kind: study visit\n    accepted:\n      outside-office-hours: ¦{city: sejong, at: "18:00"}', 'it needs `reason`; write `outside-office-hours: {city: sejong, at: "18:00", reason: agreed by phone}`'),
    "a reason alone": ("    kind: study visit", "    kind: study visit\n    accepted:\n      holiday-kept: ¦they meet all the same", "it needs `city`, `day` and `reason`; write `holiday-kept: {city: sejong, day: 2027-03-03,"),
    "another code": ("    kind: study visit", "    kind: study visit\n    accepted:\n      ¦clash: {city: sejong}", "a meeting or webinar has `outside-office-hours` and `holiday-kept`, a city has `personal-address`"),
    "a code of meetings": ("    languages: [bg, en]", "    languages: [bg, en]\n    accepted:\n      ¦holiday-kept: {day: 2027-03-03, reason: x}", "cannot be accepted here"),
    "another key": ("    kind: study visit", "    kind: study visit\n    accepted:\n      holiday-kept: [{city: sejong, ¦date: 2027-05-11, reason: x}]", "is none of its keys; write `holiday-kept: {city: sejong"),
    "a day that is none": ("    kind: study visit", "    kind: study visit\n    accepted:\n      holiday-kept: {city: sejong, day: ¦2027-02-30, reason: x}", "no day"),
    "a comma in braces": ("    kind: study visit", "    kind: study visit\n    accepted:\n      holiday-kept: {city: sejong, day: 2027-05-11, reason: agreed, ¦in May}", "put the text in quotes"),
    "stranger": ("    kind: study visit", "    kind: study visit\n    accepted:\n      holiday-kept: ¦{city: busan, day: 2027-05-11, reason: x}", "does not take part"),
    "nothing of what": ("    kind: study visit", "    kind: study visit\n    accepted: ¦they know", "must be a block with the keys"),
}  # fmt: skip

WEBINARS = {
    "no start": (talk("  starts: 2026-11-10 10:00\n  duration: 60 min", "  audience: all").replace("  more:", "  ¦more:"), "`starts` is missing"),
    "audience of everyone": (talk(new="audience: ¦everyone"), "`all`"),
    "abbreviation of a clock": (talk(new="clock: ¦KST"), "a clock may also be a city"),
    "pair": (talk(new="¦pair: sofia-sejong"), "audience"),
    "holiday policy": (talk(new="¦on_holiday: skip"), "only a warning"),
    "unknown clock": (talk(new="clock: ¦seoul"), "there is no clock `seoul`"),
    "address of another meeting": (talk(new="description: ¦See https://rooms.example.org/7").replace("https://meet.example.org/abc", "https://rooms.example.org/7"), "private under `join:` of a meeting"),
}  # fmt: skip

PRIVACY = {
    "mail in a description": ("description: Policies and cases from both sides.", "description: ¦Write to desk@example.org", "e-mail"),
    "mail as HTML writes it": ("description: Policies and cases from both sides.", "description: ¦Write to desk&#64;example.org", "e-mail"),
    "join link": ("description: Policies and cases from both sides.", "description: ¦Join https://zoom.us/j/123456789", "`join:`"),
    "join link as registration": ("registration: https://example.org/register", "registration: ¦https://us02web.zoom.us/j/123?pwd=x", "`join:`"),
    "passcode": ("description: Policies and cases from both sides.", 'description: ¦"Passcode: 123456"', "passcode"),
    "passcode before a text that begins with a year": ("title: Working call", "place: ¦密码 1234\n    title: 年度会议", "passcode"),
    "mail as the label of a link": ("slides: https", "¦ask ada@example.org: https", "e-mail"),
    "passcode as a language": ("spoken: [English]", 'spoken: [¦"Passcode: 123456"]', "passcode"),
    "mail of a wide sign": ("title: Working call", "title: ¦Ask ada＠example.org", "e-mail"),
    "mail around a blank of no width": ("title: Working call", "title: ¦Ask ada@exam\u200bple.org", "e-mail"),
    "mail in the one public meeting of a private series": ("    title: Study visit to Sejong\n", "    title: Study visit to Sejong\n    visibility: private\n    description: ¦Ask ada@example.org\n    changes:\n      once: {visibility: public}\n", "e-mail"),
    "own address": ("title: Sofia–Sejong monthly meeting", "title: ¦Meet at https://meet.example.org/abc", "address of `join:`"),
    "own passcode": ("reason: room not free", "reason: ¦use 48151623 to enter", "passcode of `join:`"),
}  # fmt: skip

PIECES = [
    pytest.param(spoiled(case[0], case[1]), case[2], id=f"{group}: {name}")
    for group, cases in (
        ("syntax", SYNTAX), ("form", FORM), ("missing", MISSING), ("value", VALUES), ("reference", REFERENCES),
        ("id", IDS), ("schedule", SCHEDULES), ("change", CHANGES), ("accepted", ACCEPTED), ("privacy", PRIVACY),
        ("minutes", MINUTES),
    )
    for name, case in cases.items()
]  # fmt: skip
WHOLES = [
    pytest.param(case[0], case[1], id=f"{group}: {name}")
    for group, cases in (("meeting", MEETINGS), ("webinar", WEBINARS))
    for name, case in cases.items()
]


@pytest.mark.feed_rule(43)
@pytest.mark.parametrize(("text", "words"), [*PIECES, *WHOLES])
def test_a_mistake_is_refused_at_its_place_and_alone(tmp_path: Path, text: str, words: str) -> None:
    clean, (line, column) = marked(text)

    reading = read_text(tmp_path, clean)

    assert reading.programme is None
    assert [(line, column)] == [error[:2] for error in errors(reading)], "\n".join(map(str, reading.problems))
    assert words in errors(reading)[0][3]
    assert "secret" not in errors(reading)[0][3]
