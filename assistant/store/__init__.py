"""What is remembered: tables, queries and migrations, the same on SQLite and PostgreSQL.

The desk and the commands read through ``queue``, ``counts``, ``case_file`` and ``decisions``; what changes a case is in
``workflow``, whose verbs use the modules of this room inside one ``Store.write`` transaction.
"""

from assistant.store.alarms import Level
from assistant.store.commitments import CommitmentRow
from assistant.store.decisions import decisions
from assistant.store.desk import Count, Filters, Page, case_file, counts, queue
from assistant.store.duties import DutyRow
from assistant.store.engine import Clock, Store, Transaction, utc_now
from assistant.store.machines import Machine
from assistant.store.outbox import postings
from assistant.store.publications import PublicationRow
from assistant.store.questions import questions_of
from assistant.store.reports import read_reports
from assistant.store.rows import (
    CaseFile,
    CaseRow,
    Decided,
    DecisionRow,
    Doing,
    DraftRow,
    JobRow,
    JobState,
    MadeBy,
    OutboxRow,
    Posting,
    QuestionRow,
    State,
    Summary,
    Tab,
)

__all__ = [
    "CaseFile",
    "CaseRow",
    "Clock",
    "CommitmentRow",
    "Count",
    "Decided",
    "DecisionRow",
    "Doing",
    "DraftRow",
    "DutyRow",
    "Filters",
    "JobRow",
    "JobState",
    "Level",
    "Machine",
    "MadeBy",
    "OutboxRow",
    "Page",
    "Posting",
    "PublicationRow",
    "QuestionRow",
    "State",
    "Store",
    "Summary",
    "Tab",
    "Transaction",
    "case_file",
    "counts",
    "decisions",
    "postings",
    "questions_of",
    "queue",
    "read_reports",
    "utc_now",
]
