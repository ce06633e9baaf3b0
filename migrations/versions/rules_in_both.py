"""Saved reasons name their rule in French, too, where its name is another."""

import sqlalchemy as sa
from alembic import op

revision = "rules_in_both"
down_revision = "tags_followed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("french_rule", sa.String(length=200), nullable=False, server_default="")
    op.add_column("moderation_reason", column)


def downgrade() -> None:
    op.drop_column("moderation_reason", "french_rule")
