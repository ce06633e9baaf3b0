"""How each post that is removed was taken from view."""

import sqlalchemy as sa
from alembic import op

revision = "gone_posts"
down_revision = "moderation"
branch_labels = None
depends_on = None

HOW = """
UPDATE post SET gone = CASE WHEN deleted_by_id = author_id THEN 'author' ELSE 'moderator' END
WHERE deleted_at IS NOT NULL
"""
KINDS = sa.Enum(
    "author",
    "moderator",
    "hidden",
    "topic",
    name="gone",
    native_enum=False,
    create_constraint=True,
    length=20,
)


def upgrade() -> None:
    with op.batch_alter_table("post") as batch:
        batch.add_column(sa.Column("gone", KINDS, nullable=True))
    op.execute(HOW)


def downgrade() -> None:
    with op.batch_alter_table("post") as batch:
        batch.drop_constraint(batch.f("ck_post_gone"), type_="check")
        batch.drop_column("gone")
