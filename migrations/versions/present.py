"""Members choose whether others see them where they read."""

import sqlalchemy as sa
from alembic import op

revision = "present"
down_revision = "reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "member",
        sa.Column("is_shown_present", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("member", "is_shown_present")
