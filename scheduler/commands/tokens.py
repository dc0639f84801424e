"""`twincal token`: who may read which private feed.

A secret is made here, handed over once, and never seen again; what is stored is its digest.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, published
from scheduler.publication.feeds.wording import one_line, web_address
from scheduler.record.feeds import Feed
from scheduler.record.revision import Published
from scheduler.record.tokens import NAME, Token, digest_of
from scheduler.store import Store

SECRET_BYTES = 32
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token with its address, which nothing shows again; without the server's name where none is known.

    `languages` are those that may be named before `.ics`, as in a public address.
    """

    token: Token
    feed: str
    address: str = field(repr=False)
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedToken:
    """A token, and the present name of the feed that it opens."""

    token: Token
    feed: str


def create(store: Store, name: str, label: str, now: datetime) -> IssuedToken:
    """A new token for the private feed `name`; an earlier id of it will do.

    Raises Refused for an unknown or retired feed, and for a label that tells nothing.
    """
    everything = published(store)
    feed = _kept(find_feed(everything, name))
    secret, token = _made(feed, _label(label), now)
    store.add_token(token)
    return _issued(everything, feed, secret, token)


def listed(store: Store) -> tuple[ListedToken, ...]:
    """Every token that was ever made, the oldest first."""
    everything = published(store)
    return tuple(_listed(everything, token) for token in store.tokens())


def revoke(store: Store, name: str, now: datetime) -> ListedToken:
    """The token called `name`, which opens nothing from now on; a private address may stand for its name.

    Raises Refused where there is no such token, or it has been revoked already.
    """
    everything = published(store)
    token = _live(store, name)
    if not store.revoke_token(token.digest, now):
        raise _revoked_meanwhile(token)
    return _listed(everything, token)


def rotate(store: Store, name: str, now: datetime) -> IssuedToken:
    """A new token for the same feed and label, in place of the one called `name`, which is revoked.

    Raises Refused as `create` and `revoke` do.
    """
    everything = published(store)
    token = _live(store, name)
    feed = _kept(_feed_of(everything, token))
    secret, successor = _made(feed, token.label, now)
    if not store.revoke_token(token.digest, now, successor=successor):
        raise _revoked_meanwhile(token)
    return _issued(everything, feed, secret, successor)


def _made(feed: Feed, label: str, now: datetime) -> tuple[str, Token]:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = Token(digest=digest_of(secret), kind=feed.kind, identity=feed.identity, label=label, created=now)
    return secret, token


def _issued(everything: Published, feed: Feed, secret: str, token: Token) -> IssuedToken:
    base = web_address(everything.profile.address) if everything.profile.address else None
    return IssuedToken(
        token=token,
        feed=feed.name,
        address=f"{base or ''}/private/{secret}/{feed.name}.ics",
        languages=everything.profile.languages,
    )


def _listed(everything: Published, token: Token) -> ListedToken:
    return ListedToken(token=token, feed=_feed_of(everything, token).name)


def _feed_of(everything: Published, token: Token) -> Feed:
    """The feed that a token opens; a feed that was published once is remembered for good."""
    opened = (token.kind, token.identity)
    return next(feed for feed in everything.feeds if (feed.kind, feed.identity) == opened)


def _kept(feed: Feed) -> Feed:
    if feed.state == "gone":
        raise Refused(f"{feed.name} is no longer published: its last meeting has ended")
    return feed


def _label(label: str) -> str:
    said = one_line(label)
    if not said:
        raise Refused("--label is empty", "say who gets the address: a city's office, a department")
    if len(said) > LONGEST_LABEL:
        raise Refused(f"--label has {len(said)} characters; at most {LONGEST_LABEL} are right")
    return said


def _live(store: Store, name: str) -> Token:
    found = _find(store.tokens(), name)
    if found.revoked is not None:
        raise Refused(f"the token {found.name} was revoked on {found.revoked:%Y-%m-%d %H:%M} UTC already")
    return found


def _find(tokens: tuple[Token, ...], name: str) -> Token:
    """The token with this name, or with the secret of this address; what is no name is never repeated."""
    beginning, secret = name.strip().lower(), _secret(name)
    is_name = re.fullmatch(f"[0-9a-f]{{{NAME},64}}", beginning) is not None
    matching = [
        token
        for token in tokens
        if token.digest == digest_of(secret) or (is_name and token.digest.startswith(beginning))
    ]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise Refused(
            f"{len(matching)} tokens are called {beginning}",
            f"write more of it: {' or '.join(token.digest[: 2 * NAME] for token in matching)}",
        )
    raise Refused(
        f"there is no token {beginning}" if is_name else "there is no such token",
        f"`twincal token list` tells the names of all, {NAME} letters and digits each",
    )


def _secret(address: str) -> str:
    """The secret in a private address; `address` itself where it is none."""
    return address.strip().partition("/private/")[2].partition("/")[0] or address.strip()


def _revoked_meanwhile(token: Token) -> Refused:
    return Refused(f"the token {token.name} was revoked by somebody else a moment ago")
