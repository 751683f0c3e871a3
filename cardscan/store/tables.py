"""The store's tables as queries see them; `migrations` makes them, and a test holds the two against each other.

Dates and times are ISO 8601 text; `contact`, `lines` ... are JSON of the values in `cardscan.model`.
"""

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

event = Table(
    "event",
    metadata,
    Column("folder", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("date", Text),
    Column("place", Text),
    Column("purpose", Text),
    Column("cost", Float),
    Column("hours", Float),
)

photo = Table(
    "photo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", Text),
    Column("event", Text, ForeignKey("event.folder", onupdate="CASCADE")),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("read_at", Text, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("edited", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("concerns", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("lines", Text, nullable=False),
    Column("codes", Text, nullable=False),
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
    Column("taken", Text),
    Column("corners", Text, nullable=False),
    Column("crop", Text, nullable=False),
)

meeting = Table(
    "meeting",
    metadata,
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("event", Text, ForeignKey("event.folder", onupdate="CASCADE"), primary_key=True),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Integer, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("event", Text, ForeignKey("event.folder", onupdate="CASCADE")),
    Column("step", Integer, nullable=False),
    Column("draft", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
