"""What members are told, and the acts that they are told of."""

import sqlalchemy as sa
from alembic import op

revision = "notices"
down_revision = "post_files"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)
JOB = sa.table("job", sa.column("kind", sa.String), sa.column("done_at", STAMP))


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", STAMP, nullable=False),
        sa.Column("read_at", STAMP, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_notice_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "uq_notice_unread",
        "notice",
        ["member_id", "subject_type", "subject_id"],
        unique=True,
        sqlite_where=unread,
        postgresql_where=unread,
    )
    op.create_index("ix_notice_member_at", "notice", ["member_id", "at", "id"])
    op.create_index("ix_notice_at", "notice", ["at"])
    op.create_table(
        "notice_cause",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_notice_cause_activity_id_activity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_notice_cause_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_cause_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", "member_id", name=op.f("pk_notice_cause")),
    )
    op.create_index("ix_notice_cause_notice", "notice_cause", ["notice_id"])
    op.create_index("ix_notice_cause_member", "notice_cause", ["member_id"])
    _rename_job("forum.tell", "notices.tell")


def downgrade() -> None:
    _rename_job("notices.tell", "forum.tell")
    op.drop_table("notice_cause")
    op.drop_table("notice")


def _rename_job(before: str, now: str) -> None:
    """What waits to be told is told by the new job, which is given the same."""
    waiting = sa.and_(JOB.c.kind == before, JOB.c.done_at.is_(None))
    op.execute(sa.update(JOB).where(waiting).values(kind=now))
