"""Which words tell little, and how words are written that people may have meant."""

import sqlalchemy as sa
from alembic import op

revision = "search_terms"
down_revision = "search"
branch_labels = None
depends_on = None

job = sa.table("job", sa.column("kind"))


def upgrade() -> None:
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_search_term")),
    )
    op.drop_table("search_word")  # which nothing has filled yet
    op.create_table(
        "search_word",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("written", sa.String(length=40), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "scope_id", "word", name=op.f("pk_search_word")),
    )


def downgrade() -> None:
    op.drop_table("search_word")
    op.create_table(
        "search_word",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "scope_id", "word", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_word", "search_word", ["word"])
    op.drop_table("search_term")
    op.execute(job.delete().where(job.c.kind == "search.count"))  # no worker of before knows it
