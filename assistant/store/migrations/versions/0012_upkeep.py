"""Work that one worker of all does now and then; alarms of deadlines; daily figures; finding a message by its id."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text()),
        sa.Column("token", sa.Text()),
        sa.Column("lease_until", INSTANT),
        sa.Column("done_at", INSTANT),
        sa.Column("mark", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_duties"),
    )
    op.create_table(
        "alarms",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_alarms_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "level", "due_at", name="pk_alarms"),
    )
    op.create_index("ix_alarms_level_at", "alarms", ["level", "at"])
    op.create_table(
        "reports",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_reports"),
    )
    op.create_index("ix_messages_key", "messages", ["key"])
    aside = sa.text("case_id IS NULL")
    op.create_index("ix_arrivals_aside", "arrivals", ["at"], sqlite_where=aside, postgresql_where=aside)
