"""Mails to the offices of cities: when they hear of changes, in which words, and whether a relay takes them.

1. An office gets one mail about all changes since its last one: 30 minutes after the last edit, and at most
   two hours after the first.
2. If one of its meetings is within 48 hours, it hears two minutes after the first such change, whatever
   follows.
3. The words are made when a mail is claimed. After a crash the same bytes go again.
4. What is older than a day, and what a relay refuses, waits for a person: the office may know it already.
5. An office gets its mails in their order.
6. What goes by schedule is claimed when no change is left to tell.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from secrets import token_urlsafe
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import is_soon
from scheduler.commands.announce import News, announce
from scheduler.commands.lookup import meant_names, read_state
from scheduler.commands.mail_schedule import HostDays, due_by_schedule, due_on, scheduled
from scheduler.commands.refusals import Refused
from scheduler.commands.relay import Delivery, Relay, send
from scheduler.programme.advice import advise
from scheduler.programme.members import MailSender
from scheduler.programme.programme import Programme
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement
from scheduler.publication.announcements.message import message, with_addressees
from scheduler.publication.page_addresses import SEEN
from scheduler.state.feeds import Feed, digest_of
from scheduler.state.mails import SECRETARIAT, Mail, MailKind, MailMark, ToldNote, told_until
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store
from scheduler.timetable.wall_times import to_local

NOT_ON = advise("set a relay (TWINCAL_SMTP), and write `mail:` under `programme:`; see docs/operators.md")
log = logging.getLogger("twincal")
QUIET, LONGEST = timedelta(minutes=30), timedelta(hours=2)
URGENT = timedelta(minutes=2)
RETRY = timedelta(minutes=2)
"""The time until a mail is tried again that the relay did not take."""


class PostOffice(Struct, frozen=True, kw_only=True):
    """What sends mails: a relay, and of the programme just applied the sender and the offices.

    `addresses` of offices are by the identity of their city; that of the secretariat is among them.
    """

    relay: Relay
    sender: MailSender
    addresses: Mapping[str, Sequence[str]]
    host: HostDays


def post_office(relay: Relay | None, programme: Programme) -> PostOffice | None:
    """Returns what sends the mails of a programme; None if it has no `mail:`, or there is no relay."""
    if relay is None or programme.mail is None:
        return None
    addresses = {programme.cities[id].identity: own.addresses for id, own in programme.offices.items()}
    return PostOffice(
        relay=relay,
        sender=programme.mail,
        addresses={**addresses, SECRETARIAT: [programme.mail.reply_to]},
        host=HostDays(
            zone=programme.host.zone, country=programme.host.country or "", closed=programme.closed
        ),
    )


class MailsDue(Struct, frozen=True, kw_only=True):
    """What the offices were not told: mails that were not sent, and changes that become mails `at` a time.

    `coming` are the names of the cities that will hear then. `mark` tells whether mail is held.
    """

    mark: MailMark
    zone: str
    untold: tuple[tuple[Feed, Mail], ...]
    coming: tuple[str, ...] = ()
    at: datetime | None = None


def look(store: Store, post: PostOffice, now: datetime, first: int) -> None:
    """Claims the mails that are due, and gives those that wait to the relay.

    When mail is first on, offices count as told until the revision `first`. Raises StoreError, also if
    another daemon writes now.
    """
    mark = store.mail_mark()
    if mark is None:
        store.begin_mail(first)
    if mark is None or mark.held:
        return
    _claim(store, post.sender, mark, now)
    _claim_scheduled(store, post, mark, now)
    mails = store.current_mails()
    erased = [each for each in mails if each.state == "waits" and not each.words]
    for mail in erased:
        _make_anew(store, post, mail, now)
    _send(store, post, store.current_mails() if erased else mails, now)


def waiting_mails(store: Store) -> Sequence[float]:
    """Returns when the first change of each mail that was not sent was made, in seconds since 1970.

    Where mail is held, what is not claimed counts as one.
    """
    mark = store.mail_mark()
    held = untold(store, mark)[-1:] if mark is not None and mark.held else ()
    changed = [each.changed for each in store.current_mails() if each.is_open]
    return [each.timestamp() for each in (*changed, *(revision.time for revision in held))]


def untold_offices(store: Store, state: State) -> tuple[tuple[Feed, Mail], ...]:
    """Returns who waits for a mail: cities of the programme and the secretariat, the oldest mail first."""
    feeds = {**_offices(state), SECRETARIAT: state.programme_feed}
    open_mails = (each for each in store.current_mails() if each.is_open and each.city in feeds)
    found = [(feeds[each.city], each) for each in open_mails]
    return tuple(sorted(found, key=lambda each: (each[1].changed, each[0].id)))


def names_of_offices(state: State) -> Mapping[str, str]:
    """Returns the English name of each city, by identity; also of those that left, and of the programme."""
    kinds = ("cities", "programme")
    return {feed.identity: feed.title.say("en") for feed in state.feeds if feed.kind in kinds}


def mails_due(store: Store, now: datetime) -> MailsDue:
    """Returns what the offices were not told; raises Refused if mail was never on."""
    state, mark = read_state(store), store.mail_mark()
    if mark is None:
        raise Refused("no mail was ever sent from here", NOT_ON)
    revisions, told = untold(store, mark), partial(told_until, mark, store.current_mails())
    offices = {city: told(city) for city in _offices(state)} if revisions else {}
    return MailsDue(
        mark=mark,
        zone=state.profile.zone,
        untold=untold_offices(store, state),
        coming=tuple(to.feed.title.say("en") for to, *_ in _announced(store, state, offices, now)),
        at=hears_at(revisions) if revisions else None,
    )


def open_mails(store: Store, names: Sequence[str]) -> Sequence[Mail]:
    """Returns the mails that were not sent to cities (ids), or to all; raises Refused if one has none."""
    offices = untold_offices(store, read_state(store))
    known = list(dict.fromkeys(feed.id for feed, _ in offices))
    for name in names:
        if name not in known:
            cure = meant_names(name, known) if known else "no office waits for a mail"
            raise Refused(f"there is no mail to {name} that was not sent", cure)
    return [mail for feed, mail in offices if not names or feed.id in names]


def send_again(store: Store, names: Sequence[str]) -> Sequence[Mail]:
    """Has the mails to these cities (ids), or all, sent whatever their age; raises Refused."""
    found = open_mails(store, names)
    return [each for each in found if store.change_mail(each, each.set_free())]


def note_as_told(store: Store, names: Sequence[str], revision: int, now: datetime, by: str) -> Sequence[str]:
    """Notes that a person told these cities (ids) all up to `revision`, so that no mail is sent.

    Without names, it is all cities with a mail that was not sent. Returns their names. Raises Refused for an
    unknown city, or if no city is left.
    """
    state = read_state(store)
    feeds = {feed.id: feed for feed in _offices(state).values()}
    for name in names:
        if name not in feeds:
            raise Refused(f"there is no city {name}", meant_names(name, [*feeds]))
    waiting = [(feed, mail) for feed, mail in untold_offices(store, state) if mail.revision <= revision]
    told = [feeds[name] for name in names] or list({feed.id: feed for feed, _ in waiting}.values())
    if not told:
        raise Refused("no office waits for a mail", "name the city that you told")
    for feed, mail in waiting:
        if feed in told:
            store.change_mail(mail, mail.ended_as("told", now))
    store.note_told([ToldNote(city=feed.identity, revision=revision, at=now, by=by) for feed in told])
    return [feed.title.say("en") for feed in told]


def send_test(post: PostOffice, now: datetime) -> Delivery:
    """Gives the relay a short mail to the person who reads the answers of offices."""
    domain = post.sender.address.rpartition("@")[2]
    words = (
        f"From: {post.sender.address}\r\nTo: {post.sender.reply_to}\r\nDate: {format_datetime(now)}\r\n"
        f"Message-ID: <{uuid4().hex}@{domain}>\r\nSubject: Twincal can send mail\r\n\r\n"
        "The relay took this mail. Offices of cities will hear of changes in the same way.\r\n"
    )
    return send(post.relay, post.sender.address, words.encode("ascii"), [post.sender.reply_to])


def untold(store: Store, mark: MailMark) -> Sequence[Revision]:
    """Returns the revisions after the mark, the newest first."""
    last = store.last_revision()
    return store.history(most=last[0] - mark.revision) if last is not None and last[0] > mark.revision else ()


def hears_at(revisions: Sequence[Revision]) -> datetime:
    """Returns when offices hear of revisions, the newest of which is first, if no other one comes."""
    return min(revisions[0].time + QUIET, revisions[-1].time + LONGEST)


def _claim(store: Store, sender: MailSender, mark: MailMark, now: datetime) -> None:
    """Claims the mails of all offices if they are due, else of those that must hear at once."""
    revisions = untold(store, mark)
    if not revisions:
        return
    state, told = read_state(store), partial(told_until, mark, store.current_mails())
    last, offices = revisions[0].number, {city: told(city) for city in _offices(state)}
    # A clock that was put back lets nothing wait for longer.
    is_due = not revisions[-1].time - LONGEST <= now < hears_at(revisions)
    if not is_due:
        urgent = {*_urgent(revisions, offices, now)}
        offices = {city: since for city, since in offices.items() if city in urgent}
    claimed = [
        _with_words(_mail(to.city, since, revisions), to, told, sender, now)
        for to, since, told in _announced(store, state, offices, now)
        if is_due or told.warning
    ]
    if _is_last(store, last) and (claimed or is_due):  # else the words may tell more
        store.claim_mails(claimed, last if is_due else None)


def _claim_scheduled(store: Store, post: PostOffice, mark: MailMark, now: datetime) -> None:
    """Claims what is due by schedule, if no change was left to tell at the last look."""
    if not _is_last(store, mark.revision):
        return
    for due in due_by_schedule(post.sender, post.host, mark, now):
        state, told = read_state(store), partial(told_until, mark, store.current_mails())
        claimed = []
        for to, words in scheduled(store, state, due, post.sender.remind, now):
            known = told(to.city)
            mail = _blank(to.city, due.kind, known, known, now)
            claimed.append(_with_words(mail, to, words, post.sender, now))
        if _is_last(store, mark.revision):
            store.claim_mails(claimed, None, **{due.kind: due.today})


def _is_last(store: Store, revision: int) -> bool:
    last = store.last_revision()
    return last is not None and last[0] == revision


def _offices(state: State) -> Mapping[str, Feed]:
    """Returns the calendars of the cities that are part of the programme, by identity."""
    return {feed.identity: feed for feed in state.open_feeds if feed.kind == "cities"}


def _urgent(revisions: Iterable[Revision], offices: Mapping[str, int], now: datetime) -> Iterator[str]:
    """Yields the cities (identities) with a meeting within 48 hours that was changed two minutes ago."""
    for revision in revisions:
        if abs(now - revision.time) >= URGENT:
            for entry in revision.entries:
                if is_soon(entry, now) and not entry.after.private:
                    yield from (city for city in entry.cities if offices.get(city, 0) < revision.number)


def _announced(
    store: Store, state: State, offices: Mapping[str, int], now: datetime
) -> Iterator[tuple[Addressee, int, Announcement]]:
    """Yields what is new for offices since they were told last, for those for which anything is."""
    feeds, together = _offices(state), defaultdict(list)
    for city, since in offices.items():
        together[since].append(feeds[city].id)
    by_id = {feed.id: feed for feed in feeds.values()}
    for since, names in together.items():
        if since < state.revision:
            for told in announce(store, state, now, News(since=since), names=names).texts:
                feed = by_id[told.id]
                yield Addressee(state=state, feed=feed, code=feed.language), since, told


def _mail(city: str, since: int, revisions: Iterable[Revision]) -> Mail:
    """Returns a mail without words about the revisions after `since`."""
    new = [each for each in revisions if each.number > since]
    own = [each.time for each in new if any(city in entry.cities for entry in each.entries)]
    first = min(own or (each.time for each in new))
    return _blank(city, "changes", since, max(each.number for each in new), first)


def _blank(city: str, kind: MailKind, since: int, revision: int, changed: datetime) -> Mail:
    """Returns a mail without words."""
    return Mail(
        id=uuid4().hex,
        city=city,
        kind=kind,
        since=since,
        revision=revision,
        changed=changed,
        claimed=changed,
    )


def _with_words(mail: Mail, to: Addressee, told: Announcement, sender: MailSender, now: datetime) -> Mail:
    """Returns a mail with its words, which have a Message-ID and a secret of their own."""
    secret = token_urlsafe(16) if sender.seen and to.url(SEEN) else ""
    id = f"{mail.id}.{now:%Y%m%d%H%M%S}"
    words = message(to, told, sender, id=id, date=now, secret=secret)
    digest = digest_of(secret) if secret else ""
    return replace(mail, claimed=now, words=words, seen_digest=digest)


def _make_anew(store: Store, post: PostOffice, mail: Mail, now: datetime) -> None:
    """Makes erased words again: those about changes up to the last revision, or to the next such mail."""
    state, anew = read_state(store), replace(mail, claimed=now)
    told: Iterable[tuple[Addressee, Announcement]]
    if mail.kind == "changes":
        later = [each.since for each in store.mails() if each.city == mail.city and each.since > mail.since]
        anew = replace(anew, revision=min(later, default=state.revision))
        offices = {mail.city: mail.since} if mail.city in _offices(state) else {}
        told = ((to, words) for to, _, words in _announced(store, state, offices, now))
    else:
        day = to_local(mail.changed, post.host.zone).date()
        due = due_on(mail.kind, post.host, day, day - timedelta(days=1))
        told = scheduled(store, state, due, post.sender.remind, now)
    for to, words in told:
        if to.city == mail.city:
            anew = _with_words(anew, to, words, post.sender, now)
    if not anew.words:
        anew = anew.ended_as("told", now, "nothing remains to tell")
    if _is_last(store, state.revision):
        store.change_mail(mail, anew)


def _send(store: Store, post: PostOffice, mails: Iterable[Mail], now: datetime) -> None:
    """Gives the first mail of each office to the relay, until the relay takes none."""
    waiting = [mail for mail in mails if mail.goes_alone(now) and mail.words]
    first = {mail.city: mail for mail in reversed(waiting)}
    names = names_of_offices(read_state(store)) if first else {}
    for mail in sorted(first.values(), key=lambda each: each.tried or each.claimed):
        name, addresses = names[mail.city], post.addresses.get(mail.city, ())
        if mail.tried and abs(now - mail.tried) < RETRY:
            continue
        if not addresses:
            store.change_mail(
                mail, replace(mail, tried=now, trouble=f"{name} has no address in `contacts:`.")
            )
            continue
        mail, read = replace(mail, tried=now), mail
        if not store.change_mail(read, mail):  # sent meanwhile, or withdrawn
            continue
        delivery = send(post.relay, post.sender.address, with_addressees(mail.words, addresses), addresses)
        trouble = delivery.trouble(name)
        log.log(logging.WARNING if trouble else logging.INFO, "mail to %s: %s", name, trouble or "sent")
        match delivery.state:
            case "sent" | "refused" as state:
                store.change_mail(mail, mail.ended_as(state, now, trouble))
            case _:
                store.change_mail(mail, replace(mail, trouble=trouble))
        if delivery.state == "away":
            return
