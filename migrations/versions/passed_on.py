"""When a case was passed on to the moderators of the place."""

import sqlalchemy as sa
from alembic import op

import tribe.base.db

revision = "passed_on"
down_revision = "decisions_of_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.Column("passed_on_at", tribe.base.db.UtcDateTime(), nullable=True)
    op.add_column("moderation_case", moment)


def downgrade() -> None:
    with op.batch_alter_table("moderation_case") as batch:
        batch.drop_column("passed_on_at")
