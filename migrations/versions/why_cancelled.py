"""Why a gathering is cancelled, in a host's words."""

import sqlalchemy as sa
from alembic import op

revision = "why_cancelled"
down_revision = "bookmarks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "event",
        sa.Column("why_cancelled", sa.String(length=300), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("event", "why_cancelled")
