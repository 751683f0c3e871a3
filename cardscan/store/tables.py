"""The store's tables as queries see them; `migrations` makes them, and a test holds the two against each other.

Dates and times are ISO 8601 text; `contact`, `lines` ... are JSON of the values in `cardscan.model`.
"""

from sqlalchemy import Column, Dialect, Float, ForeignKey, Integer, MetaData, Table, Text, TypeDecorator

from cardscan.store.codec import whole


class WholeText(TypeDecorator[str]):
    """Text in which half characters (of a file name in a foreign encoding) become escapes: SQLite takes no others."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Escape what UTF-8 cannot say."""
        return None if value is None else whole(value)


metadata = MetaData()

event = Table(
    "event",
    metadata,
    Column("folder", WholeText, primary_key=True),
    Column("name", WholeText, nullable=False),
    Column("date", WholeText),
    Column("place", WholeText),
    Column("purpose", WholeText),
    Column("cost", Float),
    Column("hours", Float),
)

photo = Table(
    "photo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", WholeText, nullable=False),
    Column("sha256", WholeText),
    Column("event", WholeText, ForeignKey("event.folder", onupdate="CASCADE")),
    Column("status", WholeText, nullable=False),
    Column("code", WholeText, nullable=False),
    Column("message", WholeText, nullable=False),
    Column("hint", WholeText, nullable=False),
    Column("engine", WholeText, nullable=False),
    Column("read_at", WholeText, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact", WholeText, nullable=False),
    Column("edited", WholeText, nullable=False),
    Column("verdict", WholeText, nullable=False),
    Column("concerns", WholeText, nullable=False),
    Column("note", WholeText, nullable=False),
    Column("status", WholeText, nullable=False),
    Column("created", WholeText, nullable=False),
    Column("updated", WholeText, nullable=False),
    Column("name", WholeText, nullable=False),
    Column("company", WholeText, nullable=False),
    Column("email", WholeText, nullable=False),
    Column("phone", WholeText, nullable=False),
    Column("consent", WholeText),
    Column("objection", WholeText),
    Column("reply", WholeText),
    Column("uid", WholeText, nullable=False),
    Column("origin", WholeText, nullable=False),
    Column("former", WholeText, nullable=False),
    Column("words", WholeText, nullable=False),
    Column("version", Integer, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("lines", WholeText, nullable=False),
    Column("codes", WholeText, nullable=False),
)

card = Table(
    "card",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("photo", Integer, ForeignKey("photo.id"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("idx", Integer, nullable=False),
    Column("side", Integer, nullable=False),
    Column("taken", WholeText),
    Column("corners", WholeText, nullable=False),
    Column("crop", WholeText, nullable=False),
)

meeting = Table(
    "meeting",
    metadata,
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("event", WholeText, ForeignKey("event.folder", onupdate="CASCADE"), primary_key=True),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("event", WholeText, ForeignKey("event.folder", onupdate="CASCADE")),
    Column("step", Integer, nullable=False),
    Column("draft", WholeText, nullable=False),
    Column("file", WholeText, nullable=False),
    Column("sha256", WholeText, nullable=False),
    Column("status", WholeText, nullable=False),
    Column("created", WholeText, nullable=False),
    Column("updated", WholeText, nullable=False),
    Column("kind", WholeText, nullable=False),
    Column("about", Integer, ForeignKey("record.id", ondelete="CASCADE")),
    Column("sent", WholeText),
    Column("version", Integer, nullable=False),
)

# Who objected is known again after the contact was erased: by a hash, which tells nobody's name or address.
objector = Table(
    "objector",
    metadata,
    Column("key", WholeText, primary_key=True),
    Column("objection", WholeText, nullable=False),
)

# What the hashes of `objector` are keyed with: a list of addresses hashed elsewhere says nothing about these.
salt = Table("salt", metadata, Column("value", WholeText, primary_key=True))

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Integer, nullable=False),
    Column("at", WholeText, nullable=False),
    Column("what", WholeText, nullable=False),
    Column("detail", WholeText, nullable=False),
)

# What the user did, with the rows that it changed as they were before and after: `undo` puts them back. `undoes` is the
# action that this one took back; `pending` says that the files do not follow yet.
action = Table(
    "action",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", WholeText, nullable=False),
    Column("what", WholeText, nullable=False),
    Column("before", WholeText, nullable=False),
    Column("after", WholeText, nullable=False),
    Column("undoes", Integer),
    Column("undone", WholeText),
    Column("pending", Integer, nullable=False),
)

# Whom an action was about (`whose`), and whom its rows merely mention (`named`): so that all of them can be erased.
action_record = Table(
    "action_record",
    metadata,
    Column("action", Integer, ForeignKey("action.id", ondelete="CASCADE"), primary_key=True),
    Column("record", Integer, primary_key=True),
    Column("role", WholeText, nullable=False),
)

# Pairs of contacts that the user said are two people; `one` is the lower number.
apart = Table(
    "apart",
    metadata,
    Column("one", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("other", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("at", WholeText, nullable=False),
)

# What a contact was when it was last exported to a format: a later export can take only what changed.
exported = Table(
    "exported",
    metadata,
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("target", WholeText, primary_key=True),
    Column("digest", WholeText, nullable=False),
    Column("at", WholeText, nullable=False),
)

# The cards in an address book on a server: which contact each belongs to, whether cardscan made it, and what either
# side said when they last agreed. Of a contact that is deleted, only the place of a card that cardscan made remains.
remote = Table(
    "remote",
    metadata,
    Column("target", WholeText, primary_key=True),
    Column("href", WholeText, primary_key=True),
    Column("record", Integer, ForeignKey("record.id", ondelete="SET NULL")),
    Column("uid", WholeText, nullable=False),
    Column("etag", WholeText, nullable=False),
    Column("made", Integer, nullable=False),
    Column("mine", WholeText, nullable=False),
    Column("theirs", WholeText, nullable=False),
)

# What was erased, given out, kept safe: how many contacts and when, never who.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", WholeText, nullable=False),
    Column("what", WholeText, nullable=False),
    Column("count", Integer, nullable=False),
    Column("detail", WholeText, nullable=False),
)
