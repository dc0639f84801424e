"""`twincal token`: makes, lists and revokes the tokens of private feeds and the keys of the desk.

A secret is made here and shown once; only its digest is stored.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_state, require_active
from scheduler.commands.refusals import Refused
from scheduler.programme.advice import advise, command
from scheduler.publication.feeds.wording import one_line, web_address
from scheduler.state.feeds import NAME_LENGTH, Feed, Opened, Token, digest_of
from scheduler.state.state import State
from scheduler.store import Store

SECRET_BYTES = 32
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token with its private address, which is never shown again, and that of its page.

    The addresses have no server name if the programme has no public address. Each of the `languages` may
    stand before `.ics`, as in a public address, or at the end of the page's.
    """

    token: Token
    feed: str
    address: str = field(repr=False)
    languages: tuple[str, ...]

    @property
    def page(self) -> str:
        """The address of the page with the meetings of the feed."""
        return self.address.removesuffix(".ics")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new key of the desk, which is never shown again: of the whole programme, or of the calendar `feed`.

    `address` is that of the desk; without a server name if the programme has no public address.
    """

    token: Token
    feed: str
    key: str = field(repr=False)
    address: str


class ListedToken(Struct, frozen=True, kw_only=True):
    """A token, and the present name of the feed that it opens."""

    token: Token
    feed: str


def create(store: Store, name: str, label: str, now: datetime, by: str) -> IssuedToken:
    """Makes a token for the private feed with the present or earlier name `name`; `by` issues it.

    Raises Refused for an unknown or retired feed, and for an empty or too long label.
    """
    state = read_state(store)
    feed = require_active(find_feed(state.feeds, name), name)
    secret, token = _new_token(feed, _checked_label(label), now, by, opens="feed")
    store.add_token(token)
    return _issued_token(state, feed, secret, token)


def create_desk_key(store: Store, name: str | None, label: str, now: datetime, by: str) -> IssuedKey:
    """Makes a key of the desk: for the pair or group with the name `name`, or for the whole programme.

    Raises Refused as `create` does, and for a calendar of another kind.
    """
    state = read_state(store)
    feed = require_active(find_feed(state.feeds, name or "programme"), name or "programme")
    if name is not None and not feed.is_of_group:
        raise Refused(
            f"{feed.name} is no pair or group", "a key opens the desk of a pair, of a group, or of everything"
        )
    line = _checked_label(label)
    if any(each.opens == "desk" and each.is_live and each.label == line for each in store.tokens()):
        raise Refused(
            f"there is a key of the desk for “{line}” already, and `undo` tells keys apart by their labels",
            advise("name another label, or end that key first: {}", command("token", "revoke", "NAME")),
        )
    secret, token = _new_token(feed, line, now, by, opens="desk")
    store.add_token(token)
    return _issued_key(state, feed, secret, token)


def list_tokens(store: Store) -> tuple[ListedToken, ...]:
    """Returns every token that was ever made, oldest first."""
    state = read_state(store)
    return tuple(_listed_token(state, token) for token in store.tokens())


def revoke(store: Store, name: str, now: datetime) -> ListedToken:
    """Revokes the token called `name`, which may also be its private address.

    Raises Refused if there is no such token, or it was revoked already.
    """
    state = read_state(store)
    token = _live_token(store, name)
    if not store.revoke_token(token.digest, now):
        raise _revoked_meanwhile(token)
    return _listed_token(state, token)


def made_with(store: Store, token: Token) -> tuple[ListedToken, ...]:
    """Returns what was made at the desk with a key, and still works; the record has the label of the key."""
    if token.opens != "desk" or token.kind != "programme":
        return ()
    return tuple(
        each
        for each in list_tokens(store)
        if each.token.is_live and each.token.issued_by == token.label and each.token.digest != token.digest
    )


def rotate(store: Store, name: str, now: datetime, by: str) -> IssuedToken | IssuedKey:
    """Replaces the token called `name` by a new one for the same feed and label; `by` issues it.

    Raises Refused as `create` and `revoke` do.
    """
    state = read_state(store)
    token = _live_token(store, name)
    feed = _feed_of(state, token)
    secret, successor = _new_token(require_active(feed, feed.name), token.label, now, by, opens=token.opens)
    if not store.revoke_token(token.digest, now, successor=successor):
        raise _revoked_meanwhile(token)
    issued = _issued_key if token.opens == "desk" else _issued_token
    return issued(state, feed, secret, successor)


def _new_token(feed: Feed, label: str, now: datetime, by: str, *, opens: Opened) -> tuple[str, Token]:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = Token(
        digest=digest_of(secret),
        opens=opens,
        kind=feed.kind,
        identity=feed.identity,
        label=label,
        created=now,
        issued_by=by,
    )
    return secret, token


def _issued_token(state: State, feed: Feed, secret: str, token: Token) -> IssuedToken:
    return IssuedToken(
        token=token,
        feed=feed.name,
        address=f"{_base(state)}/private/{secret}/{feed.name}.ics",
        languages=state.profile.languages,
    )


def _issued_key(state: State, feed: Feed, secret: str, token: Token) -> IssuedKey:
    return IssuedKey(token=token, feed=feed.name, key=secret, address=f"{_base(state)}/desk")


def _base(state: State) -> str:
    """Returns the public address of the pages; nothing if there is none."""
    address = state.profile.address
    return (web_address(address) if address else None) or ""


def _listed_token(state: State, token: Token) -> ListedToken:
    return ListedToken(token=token, feed=_feed_of(state, token).name)


def _feed_of(state: State, token: Token) -> Feed:
    feed = state.feed(token.feed_key)
    assert feed is not None, "a feed that was ever published stays in the store"
    return feed


def _checked_label(label: str) -> str:
    line = one_line(label)
    if not line:
        raise Refused("the label is empty", "say who gets the address: a city's office, a department")
    if len(line) > LONGEST_LABEL:
        raise Refused(f"the label has {len(line)} characters; at most {LONGEST_LABEL} are right")
    return line


def _live_token(store: Store, name: str) -> Token:
    token = _find_token(store.tokens(), name)
    if token.revoked is not None:
        raise Refused(f"the private address {token.name} ended on {token.revoked:%Y-%m-%d %H:%M} UTC already")
    return token


def _find_token(tokens: tuple[Token, ...], name: str) -> Token:
    """Returns the token with this name or private address; its errors never repeat a possible secret."""
    prefix, secret = name.strip().lower(), _secret(name)
    is_name = re.fullmatch(f"[0-9a-f]{{{NAME_LENGTH},64}}", prefix) is not None
    matching = [
        token
        for token in tokens
        if token.digest == digest_of(secret) or (is_name and token.digest.startswith(prefix))
    ]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise Refused(
            f"{len(matching)} private addresses are called {prefix}",
            f"write more of it: {' or '.join(token.digest[: 2 * NAME_LENGTH] for token in matching)}",
        )
    raise Refused(
        f"there is no private address {prefix}" if is_name else "there is no such private address",
        advise(
            f"{{}} tells the names of all, {NAME_LENGTH} letters and digits each", command("token", "list")
        ),
    )


def _secret(address: str) -> str:
    """Returns the secret in a private address; `address` itself if it is none."""
    return address.strip().partition("/private/")[2].partition("/")[0] or address.strip()


def _revoked_meanwhile(token: Token) -> Refused:
    return Refused(f"somebody else ended the private address {token.name} a moment ago")
