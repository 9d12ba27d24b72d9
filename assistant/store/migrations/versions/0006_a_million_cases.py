"""Indexes for a queue of a million cases, and work that may overtake other work."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IN_DANGER = "(flags LIKE '%|self_harm|%' OR flags LIKE '%|health_safety|%' OR flags LIKE '%|violence_threat|%')"
FLAGGED = "flags <> ''"


def upgrade() -> None:
    by_priority: sa.ColumnElement[int] = sa.literal_column("priority DESC")
    flagged, danger = sa.text(FLAGGED), sa.text(IN_DANGER)
    op.create_index(
        "ix_cases_flagged", "cases", ["tab", by_priority, "due_at", "id", "flags"],
        sqlite_where=flagged, postgresql_where=flagged,
    )  # fmt: skip
    op.create_index(
        "ix_cases_in_danger", "cases", ["tab", by_priority, "due_at", "id"],
        sqlite_where=danger, postgresql_where=danger,
    )  # fmt: skip
    op.drop_index("ix_cases_author_handle", "cases")
    op.create_index("ix_cases_author", "cases", ["author_handle", "channel", "received_at"])
    op.create_index("ix_cases_claimed", "cases", ["claimed_by", "tab"])
    op.create_index("ix_cases_received", "cases", [sa.literal_column("received_at DESC"), sa.literal_column("id DESC")])
    op.create_index("ix_cases_tab_due", "cases", ["tab", "due_at"])
    op.create_index("ix_outbox_channel_audience_not_before", "outbox", ["channel", "audience", "not_before"])
    op.add_column("jobs", sa.Column("rank", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.drop_index("ix_jobs_state_run_at", "jobs")
    op.create_index("ix_jobs_next", "jobs", ["state", sa.literal_column("rank DESC"), "run_at", "id", "kind"])
