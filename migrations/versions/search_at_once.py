"""PostgreSQL's index of words takes each text at once: it is smaller, and nothing waits."""

from alembic import op

revision = "search_at_once"
down_revision = "marks_of_the_gone"
branch_labels = None
depends_on = None

INDEX = "ix_search_document_terms"


def upgrade() -> None:
    _make_anew({"fastupdate": False})


def downgrade() -> None:
    _make_anew({})


def _make_anew(how: dict[str, bool]) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_index(INDEX, "search_document")
    op.create_index(
        INDEX, "search_document", ["terms"], postgresql_using="gin", postgresql_with=how
    )
