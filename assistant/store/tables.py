"""The tables: every column the product remembers, and which of them hold personal text."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from assistant.domain import Action, Audience, Flag, Language, Market, Status, Verb
from assistant.store.rows import Doing, JobState, MadeBy, Posting, State, Tab
from assistant.store.types import Code, Codes, Instant, Strings

# A case without a deadline sorts behind all others; a real moment keeps keyset paging free of NULLs.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Deadline(Instant):
    """An ``Instant`` in which "no deadline" is kept as a moment behind all others."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return super().process_bind_param(NEVER if value is None else value, dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        moment = super().process_result_value(value, dialect)
        return None if moment == NEVER else moment


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def _of_case(*, key: bool = False) -> Column[int]:
    """The column that ties a row to its case; erasing the case erases the row."""
    return Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, primary_key=key)


cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("external_id", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("market", Code(Market)),
    Column("given_language", Code(Language)),
    Column("language", Code(Language)),
    Column("subject", Text),
    Column("author_name", Text),
    Column("author_handle", Text),
    Column("note", Text),
    Column("first_line", Text),
    Column("digest", Text),
    Column("notices", Strings, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("taken_in_at", Instant, nullable=False),
    Column("due_at", Deadline, nullable=False),
    Column("state", Code(State), nullable=False),
    Column("tab", Code(Tab), nullable=False),
    Column("status", Code(Status)),
    Column("action", Code(Action)),
    Column("priority", Integer, nullable=False),
    Column("flags", Codes(Flag), nullable=False),
    Column("head", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("thread", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("touched", Boolean, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", Instant),
    Column("unit", Text),
    Column("reason", Text),
    Column("trouble", Text),
    Column("first_by", Text),
    Column("first_hash", Text),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    CheckConstraint("head >= 0 AND head <= versions", name="head_exists"),
    sqlite_autoincrement=True,  # the number of an erased case is never given to another customer
)
# The queue walks along these and stops after one page: all of a tab, what carries a flag, who is in danger, or what
# stands in one person's name.
_WALK = (cases.c.tab, cases.c.priority.desc(), cases.c.due_at, cases.c.id)
# Written out, not bound: an index over some rows is only used where the question says the same, letter by letter.
IN_DANGER = text("(flags LIKE '%|self_harm|%' OR flags LIKE '%|health_safety|%' OR flags LIKE '%|violence_threat|%')")
FLAGGED = text("flags <> ''")
Index("ix_cases_queue", *_WALK)
Index("ix_cases_flagged", *_WALK, cases.c.flags, sqlite_where=FLAGGED, postgresql_where=FLAGGED)
Index("ix_cases_in_danger", *_WALK, sqlite_where=IN_DANGER, postgresql_where=IN_DANGER)
Index("ix_cases_claimed", cases.c.claimed_by, cases.c.tab)
Index("ix_cases_author", cases.c.author_handle, cases.c.channel, cases.c.received_at)
Index("ix_cases_received", cases.c.received_at.desc(), cases.c.id.desc())
Index("ix_cases_tab_changed", cases.c.tab, cases.c.changed_at.desc(), cases.c.id.desc())
Index("ix_cases_tab_due", cases.c.tab, cases.c.due_at)  # only for counting: to walk it one would have to sort

messages = Table(
    "messages",
    metadata,
    _of_case(key=True),
    Column("position", Integer, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant),
    Column("key", Text),
    UniqueConstraint("case_id", "key"),
    Index(None, "key"),
)

drafts = Table(
    "drafts",
    metadata,
    _of_case(key=True),
    Column("version", Integer, primary_key=True),
    Column("based_on", Integer, nullable=False),
    Column("thread", Integer, nullable=False),
    Column("made_by", Code(MadeBy), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("proposal", Text),
    Column("snapshot", Text),
    Column("public", Text),
    Column("private", Text),
    Column("subject", Text),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Text, primary_key=True),
    _of_case(),
    Column("verb", Code(Verb), nullable=False),
    Column("audience", Code(Audience)),
    Column("text", Text),
    Column("text_hash", Text),
    Column("subject", Text),
    Column("reviewer", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text),
    Column("note", Text),
    Column("version", Integer, nullable=False),
    Column("drafted", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("acknowledged", Strings, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Text),
    Index(None, "case_id"),
    Index(None, "at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("decision_id", Text, ForeignKey("decisions.id", ondelete="CASCADE"), nullable=False, unique=True),
    _of_case(),
    Column("round", Integer, nullable=False),
    Column("audience", Code(Audience), nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text),
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", Code(Posting), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Text),
    Column("worker", Text),
    Column("lease_until", Instant),
    Column("trouble", Text),
    Column("sent_at", Instant),
    Column("taken_at", Instant),
    Index(None, "state", "not_before"),
    Index(None, "channel", "taken_at"),
    Index(None, "channel", "audience", "not_before"),
)
# One answer an audience a round, whatever the program above does wrong; what was withdrawn may be approved again.
_LIVE = text("state <> 'withdrawn'")
Index(
    "uq_outbox_answer",
    outbox.c.case_id,
    outbox.c.round,
    outbox.c.audience,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    _of_case(),
    Column("state", Code(JobState), nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Text),
    Column("worker", Text),
    Column("lease_until", Instant),
    Column("trouble", Text),
    Column("rank", Integer, nullable=False, server_default=text("0")),
    sqlite_autoincrement=True,
)
Index("ix_jobs_next", jobs.c.state, jobs.c.rank.desc(), jobs.c.run_at, jobs.c.id, jobs.c.kind)
# At most one job of a kind waits for a case and at most one runs: no two calls for one complaint at a time.
for _state in (JobState.WAITING, JobState.RUNNING):
    _only = text(f"state = '{_state}'")
    Index(f"uq_jobs_{_state}", jobs.c.case_id, jobs.c.kind, unique=True, sqlite_where=_only, postgresql_where=_only)

# What the models were asked for and what it cost, a line a day, model and outcome; no text of anybody.
model_use = Table(
    "model_use",
    metadata,
    Column("day", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("drafts", Integer, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("cached_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cost", Float, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    _of_case(key=True),
    Column("person", Text, primary_key=True),
    Column("doing", Code(Doing), nullable=False),
    Column("seen_at", Instant, nullable=False),
)

vaults = Table(
    "vaults",
    metadata,
    _of_case(key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)

# What a channel delivered, byte for byte, before anything read it: a message that cannot be read is still kept.
arrivals = Table(
    "arrivals",
    metadata,
    Column("source", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("raw", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="SET NULL")),
    Column("refused", Text),
    Index(None, "at"),
)
# Few deliveries came to nothing or have not been read yet: they are looked for again and again.
_ASIDE = text("case_id IS NULL")
Index("ix_arrivals_aside", arrivals.c.at, sqlite_where=_ASIDE, postgresql_where=_ASIDE)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# Only hashes of session and API tokens are kept: who reads the table cannot sign in with it.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Strings, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("used_at", Instant),
    UniqueConstraint("account_id", "name"),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "account", "address", "at"),
    Index(None, "address", "at"),
    Index(None, "at"),
)

# ``at`` is text here: the hash covers what stands in the row, so nothing may be reformatted on its way.
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("case_id", Integer, index=True),
    Column("details", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    # The last line that was taken out because it was too old; what follows begins from its hash.
    Column("base_seq", BigInteger, nullable=False),
    Column("base_hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# Cases that must not be erased, because a court, an authority or the brand's lawyers need them.
holds = Table(
    "holds",
    metadata,
    _of_case(key=True),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# What was erased, by pseudonyms only: what a restored backup brings back is recognised by them and erased again.
erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("cause", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("counted", Text, nullable=False),
    Column("pseudonyms", Strings, nullable=False),
)

# What left the machine: each call of a model, with the masked text it was given.
disclosures = Table(
    "disclosures",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_case(),
    Column("at", Instant, nullable=False),
    Column("model", Text, nullable=False),
    Column("sent", Text, nullable=False),
    Index(None, "case_id"),
    sqlite_autoincrement=True,
)

# Columns that can hold what a customer wrote or who they are: what erasing a customer has to empty.
PERSONAL = {
    "cases": ("subject", "author_name", "author_handle", "note", "first_line", "digest"),
    "messages": ("text", "key"),
    "drafts": ("proposal", "public", "private", "subject"),
    "decisions": ("text", "subject", "note"),
    "outbox": ("recipient",),
    "vaults": ("sealed",),
    "arrivals": ("key", "raw"),
    "disclosures": ("sent",),
    "commitments": ("what",),
    "questions": ("question", "excerpt", "answer"),
    "steps": ("fields",),
}
