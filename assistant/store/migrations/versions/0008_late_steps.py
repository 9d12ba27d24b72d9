"""When a step that was not done in time brought its case back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("steps", sa.Column("raised_at", sa.DateTime(timezone=True)))
