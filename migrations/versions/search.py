"""What is found: an index of texts, filled by a job."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "search"
down_revision = "category_levels"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)
DUE = datetime(2026, 11, 29, tzinfo=UTC)  # at once, and the same wherever it is migrated
job = sa.table(
    "job",
    *(sa.column(name) for name in ("kind", "lane", "attempts", "failure")),
    sa.column("payload", sa.JSON),
    sa.column("run_at", STAMP),
)
member = sa.table("member", sa.column("id"))


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", STAMP, nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("marks", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.Column(
            "terms", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["member.id"],
            name=op.f("fk_search_document_author_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_search_document_kind_thing_id")),
    )
    op.create_table(
        "search_word",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "scope_id", "word", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_word", "search_word", ["word"])
    if op.get_bind().dialect.name == "sqlite":
        _add_fts5()
    else:
        op.create_index(
            "ix_search_document_terms", "search_document", ["terms"], postgresql_using="gin"
        )
    _ask_for_all()


def _add_fts5() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(title, text, content='', "
        'contentless_delete=1, tokenize="unicode61 remove_diacritics 0")'
    )
    op.execute(
        "CREATE TRIGGER search_index_goes AFTER DELETE ON search_document "
        "BEGIN DELETE FROM search_index WHERE rowid = old.id; END"
    )


def _ask_for_all() -> None:
    """Where there are members, there are texts to be read."""
    connection = op.get_bind()
    if connection.scalar(sa.select(sa.func.count()).select_from(member)):
        asked = {"kind": "search.rebuild", "lane": "slow", "attempts": 0, "failure": ""}
        connection.execute(job.insert().values(payload={}, run_at=DUE, **asked))


def downgrade() -> None:
    op.drop_table("search_word")
    op.drop_table("search_document")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.execute(job.delete().where(job.c.kind == "search.rebuild"))  # no worker of before knows it
