"""A report of what was gone before anybody judged it proved neither true nor false."""

from alembic import op

revision = "moot_reports"
down_revision = "carried_again"
branch_labels = None
depends_on = None

CHECK = "ck_moderation_report_finding"


def upgrade() -> None:
    _allow("'upheld', 'dismissed', 'moot'")


def downgrade() -> None:
    op.execute("UPDATE moderation_report SET finding = 'dismissed' WHERE finding = 'moot'")
    _allow("'upheld', 'dismissed'")


def _allow(findings: str) -> None:
    with op.batch_alter_table("moderation_report") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"finding IN ({findings})")
