"""Topics and gatherings of the brand say whom they serve and what they ask."""

import sqlalchemy as sa
from alembic import op

revision = "stated_intent"
down_revision = "decided_together"
branch_labels = None
depends_on = None

NAMES = ("serves", "asks")


def upgrade() -> None:
    for name in NAMES:
        for table in ("post", "event"):
            column = sa.Column(name, sa.String(length=500), server_default="", nullable=False)
            op.add_column(table, column)
        op.add_column("post_revision", sa.Column(name, sa.String(length=500), nullable=True))


def downgrade() -> None:
    for name in NAMES:
        for table in ("post", "event", "post_revision"):
            op.drop_column(table, name)
