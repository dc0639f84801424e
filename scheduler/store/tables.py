"""The schema: the tables, the types of their columns, and what makes them.

A new database is made from the tables. The migrations bring that of an earlier release to the same schema; a
test compares the two.

Values that an operator may look up with SQL have their own columns; values that are only read as a whole are
JSON documents. `revision` and `revision_entry` are history; all other tables hold the present state. History
is never deleted, so it holds no text by people: no title, name of a city, speaker, link or way to join.
`edit` holds the text of files before and after the last edits by command; scheduler/state/text_edits.py says
for how long. `begun_edit` holds that of an edit until it is published, and `mail` the words of a mail to an
office until it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    insert,
    inspect,
    select,
)

from scheduler.programme.advice import Option, advise, command
from scheduler.state.feeds import Feed
from scheduler.state.profile import ProgrammeProfile, RecordedSeries
from scheduler.state.revision import Cause, Snapshot, Sources
from scheduler.state.state import Window
from scheduler.state.stored import SkippedMeeting
from scheduler.state.text_edits import Files, FileText
from scheduler.store.database_errors import StoreError
from scheduler.store.databases.engine import read_connection, write_transaction
from scheduler.timetable.holidays import Holiday
from scheduler.timetable.occurrence import Start

HEAD = "0009_0.1.0"
"""The schema version of this release. Versions have four digits, so that they sort like numbers.

After 0005, one also names the first release that has it, as in `0006_0.2.0`. So an earlier release can say
which one to install.
"""
OLDER = ("0003", "0004", "0005", "0006_0.1.0", "0007_0.1.0", "0008_0.1.0")
"""The versions that `apply` and `serve` bring to this one."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, read back in UTC. Raises ValueError for a wall time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Returns the instant in UTC, because SQLite stores no zone."""
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError(f"{value} is a wall time, not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Returns the aware instant: SQLite reads it naive, PostgreSQL in the zone of the connection."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A frozen value of `value_type`, as JSON. Raises msgspec.DecodeError for JSON of another type."""

    impl = Text
    cache_ok = True

    def __init__(self, value_type: Any) -> None:
        super().__init__()
        self.value_type = value_type
        self._decode = msgspec.json.Decoder(value_type).decode

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Returns the value as JSON."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Returns the value, checked against its type."""
        return None if value is None else self._decode(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

revision = Table(
    "revision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("time", Instant(), nullable=False),
    Column("digest", String, nullable=False),
    Column("causes", JsonText(tuple[Cause, ...]), nullable=False),
    Column("sources", JsonText(Sources), nullable=False),
    Column("parts", JsonText(tuple[str, ...]), nullable=False),
    Column("undoes", Integer),
)

revision_entry = Table(
    "revision_entry",
    metadata,
    Column("revision", ForeignKey("revision.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("uid", String, nullable=False),
    Column("series", String, nullable=False),
    Column("key", String, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("before", JsonText(Snapshot)),
    Column("after", JsonText(Snapshot), nullable=False),
    Column("details", JsonText(tuple[str, ...]), nullable=False),
)

edit = Table(
    "edit",
    metadata,
    Column("revision", ForeignKey("revision.number"), primary_key=True),
    Column("texts", JsonText(tuple[FileText, ...]), nullable=False),
    Column("files", JsonText(Files), nullable=False),
    Column("erased", String(20), nullable=False),
)

begun_edit = Table(
    "begun_edit",
    metadata,
    # One for each folder of each host. It is never part of a backup: it is about the files there.
    Column("host", String, primary_key=True),
    Column("folder", String, primary_key=True),
    Column("id", String, nullable=False),
    Column("texts", JsonText(tuple[FileText, ...]), nullable=False),
    Column("by", String, nullable=False),
    Column("time", Instant(), nullable=False),
    Column("stopped", Boolean, nullable=False),
)

programme = Table(
    "programme",
    metadata,
    # One row: the fields of State that have no table of their own.
    Column("revision", ForeignKey("revision.number"), primary_key=True),
    Column("modified", Instant(), nullable=False),
    Column("modified_in_private", Instant(), nullable=False),
    Column("files", JsonText(tuple[tuple[str, str], ...]), nullable=False),
    Column("profile", JsonText(ProgrammeProfile), nullable=False),
    Column("window", JsonText(Window), nullable=False),
    Column("feeds", JsonText(tuple[Feed, ...]), nullable=False),
    Column("series", JsonText(dict[str, RecordedSeries]), nullable=False),
    Column("skips", JsonText(tuple[SkippedMeeting, ...]), nullable=False),
)

occurrence = Table(
    "occurrence",
    metadata,
    Column("uid", String, primary_key=True),
    Column("series", String, nullable=False),
    Column("key", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("status", String(20), nullable=False),
    # Wall times are the truth; the instants follow from them and the time-zone data of that day.
    Column("zone", String, nullable=False),
    Column("starts", DateTime, nullable=False),
    Column("ends", DateTime, nullable=False),
    Column("all_day", Boolean, nullable=False),
    Column("planned", DateTime, nullable=False),
    Column("begin_utc", Instant(), nullable=False),
    Column("end_utc", Instant(), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created", Instant(), nullable=False),
    Column("modified", Instant(), nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("cancelled_at", Instant()),
    Column("contents", Text, nullable=False),
    Column("moved_from", JsonText(Start)),
    UniqueConstraint("series", "key"),
)

piece = Table(
    "piece",
    metadata,
    Column("uid", ForeignKey("occurrence.uid"), primary_key=True),
    Column("language", String, primary_key=True),
    Column("reader", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    # Only `verify` reads it: it finds what no record of the meeting can tell.
    Column("digest", String, nullable=False),
)

zone_block = Table(
    "zone_block",
    metadata,
    Column("tzid", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

feed_mark = Table(
    "feed_mark",
    metadata,
    Column("feed", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("modified", Instant(), nullable=False),
    Column("name", String, nullable=False),
    Column("private_name", String, nullable=False),
    Column("description", String, nullable=False),
)

token = Table(
    "token",
    metadata,
    # Not the secret itself: a person who reads the database still cannot read a private feed.
    Column("digest", String, primary_key=True),
    Column("opens", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("identity", String, nullable=False),
    Column("label", String, nullable=False),
    Column("created", Instant(), nullable=False),
    Column("revoked", Instant()),
    Column("issued_by", String, nullable=False),
)

poll = Table(
    "poll",
    metadata,
    # Requests are counted by family of calendar programs, never by network address or person.
    Column("feed", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("family", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("first", Instant(), nullable=False),
    Column("last", Instant(), nullable=False),
    Column("count", Integer, nullable=False),
)

mail_mark = Table(
    "mail_mark",
    metadata,
    # One row, or none before mail is first on.
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("held", Boolean, nullable=False),
    Column("digest", Date()),
    Column("reminder", Date()),
)

mail = Table(
    "mail",
    metadata,
    Column("id", String, primary_key=True),
    Column("city", String, nullable=False),
    Column("since", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed", Instant(), nullable=False),
    Column("claimed", Instant(), nullable=False),
    Column("words", LargeBinary, nullable=False),
    # Not the secret itself, as with a token.
    Column("seen_digest", String, nullable=False),
    Column("released", Boolean, nullable=False),
    Column("tried", Instant()),
    Column("trouble", String, nullable=False),
    Column("state", String(20), nullable=False),
    Column("ended", Instant()),
    Column("seen", Instant()),
    Column("kind", String(20), nullable=False),
)

told_note = Table(
    "told_note",
    metadata,
    Column("city", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("by", String, nullable=False),
)

holiday = Table(
    "holiday",
    metadata,
    Column("country", String, primary_key=True),
    Column("subdivision", String, primary_key=True),  # empty for the whole country
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("days", JsonText(tuple[Holiday, ...]), nullable=False),
)


_alembic_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""The table in which Alembic looks for the version of the schema, as it makes it."""


def version_of(connection: Connection) -> str | None:
    """Returns the version of the schema, or None if there is no store yet."""
    if not inspect(connection).has_table(_alembic_version.name):
        return None
    return connection.scalar(select(_alembic_version.c.version_num))


def require_current_schema(version: str, name: str) -> None:
    """Raises StoreError unless the `version` of the database `name` is that of this release."""
    if version in OLDER:
        raise StoreError(
            f"an earlier release wrote the database {name} (schema {version})",
            advise(
                "{} or {} brings it up to date, and keeps a copy of it as it is",
                *(command("apply"), command("serve")),
            ),
        )
    if is_later(version):
        release = version.partition("_")[2]
        raise StoreError(
            f"a later release wrote the database {name} (schema {version})",
            advise(
                f"install Twincal {release} or a newer one. To go back to this release, restore the copy "
                "from before the upgrade: {}",
                command("store", "restore", "FILE", Option("replace")),
            ),
        )
    if version != HEAD:
        raise StoreError(
            f"the database {name} has the schema {version}, and this release reads {HEAD} alone",
            advise(
                "if a newer release wrote it, use that release. If not, move the database away, and make it "
                "anew from the published calendars: {}",
                command("store", "rebuild", "FEEDS"),
            ),
        )


def is_later(version: str) -> bool:
    """Returns whether the `version` is one of a later release, which it names."""
    return version > HEAD and "_" in version


def make_anew(connection: Connection) -> None:
    """Puts the empty tables of this release in the place of those of another schema."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    _make(connection)


def _make(connection: Connection) -> None:
    metadata.create_all(connection)
    _alembic_version.create(connection)
    connection.execute(insert(_alembic_version).values(version_num=HEAD))


def bring_up_to_date(engine: Engine, keep: Callable[[Connection, str], None]) -> None:
    """Makes the tables in a database that has none, or changes those of an earlier release, whole or not.

    `keep` gets an older database, in the transaction that changes it, with its version. Raises StoreError if
    the database belongs to another program.
    """
    with read_connection(engine) as connection:
        if inspect(connection).get_table_names() and version_of(connection) is None:
            raise StoreError("this is another program's database; name one of Twincal's own, or a new one")
    with write_transaction(engine) as connection:
        version = version_of(connection)  # another program may have been first
        if version is None:
            _make(connection)
        elif version in OLDER:
            keep(connection, version)
            upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Runs the migrations of an older schema, in the transaction of `connection`."""
    from alembic import command  # noqa: PLC0415 - it takes a sixth of a second to import
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
