"""Nobody who left moderates a category."""

from alembic import op

revision = "marks_of_the_gone"
down_revision = "talked_over"
branch_labels = None
depends_on = None


def upgrade() -> None:
    marked = "state = 'left' AND is_category_moderator"
    op.execute(f"UPDATE member SET is_category_moderator = false WHERE {marked}")  # noqa: S608


def downgrade() -> None:
    """What they moderated is gone with them."""
