"""Looks of analysts become entries of the audit, which is read by time."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "looks_to_audit"
down_revision = "basis_pairs"
branch_labels = None
depends_on = None

ASKED, READ, REPORT = "reports.report.requested", "reports.report.read", "report"
INDEXES = {
    "ix_audit_entry_kind": ["kind"],
    "ix_audit_entry_subject": ["subject_type", "subject_id"],
    "ix_audit_entry_actor_id": ["actor_id"],
}
look = sa.table(
    "report_look",
    sa.column("id", sa.Integer),
    sa.column("snapshot_id", sa.Integer),
    sa.column("member_id", sa.Integer),
    sa.column("purpose", sa.String),
    sa.column("at", sa.DateTime(timezone=True)),
)
entry = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("subject_type", sa.String),
    sa.column("subject_id", sa.String),
    sa.column("facts", sa.JSON),
    sa.column("why", sa.Text),
)
snapshot = sa.table("snapshot", sa.column("id", sa.Integer))


def upgrade() -> None:
    index_by("at", "id")
    op.create_index("ix_audit_entry_at", "audit_entry", ["at", "id"])
    looks = sa.select(
        look.c.at,
        look.c.member_id,
        sa.case((look.c.purpose == "", READ), else_=ASKED),
        sa.literal(REPORT),
        sa.cast(look.c.snapshot_id, sa.String),
        sa.literal({}, sa.JSON),
        look.c.purpose,
    ).order_by(look.c.id)
    names = ["at", "actor_id", "kind", "subject_type", "subject_id", "facts", "why"]
    op.execute(entry.insert().from_select(names, looks))
    op.drop_table("report_look")


def index_by(*last: str) -> None:
    """Order the entries of each filter by these columns."""
    for name, columns in INDEXES.items():
        op.drop_index(name, "audit_entry")
        op.create_index(name, "audit_entry", [*columns, *last])


def downgrade() -> None:
    op.create_table(
        "report_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_report_look_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
            name=op.f("fk_report_look_snapshot_id_snapshot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_look")),
    )
    for name, columns in (
        ("ix_report_look_at", ["at", "id"]),
        ("ix_report_look_member_id", ["member_id"]),
        ("ix_report_look_snapshot_id", ["snapshot_id"]),
    ):
        op.create_index(name, "report_look", columns)
    put_back(op.get_bind())
    op.drop_index("ix_audit_entry_at", "audit_entry")
    index_by("id")


def put_back(connection: Any) -> None:
    """Looks at reports that there are, in the order of their times."""
    is_look = entry.c.subject_type == REPORT
    reports = set(connection.scalars(sa.select(snapshot.c.id)))
    for row in connection.execute(
        sa.select(entry).where(is_look).order_by(entry.c.at, entry.c.id)
    ).all():
        if int(row.subject_id) in reports:
            purpose = row.why if row.kind == ASKED else ""
            connection.execute(
                look.insert().values(
                    snapshot_id=int(row.subject_id),
                    member_id=row.actor_id,
                    purpose=purpose,
                    at=row.at,
                )
            )
    connection.execute(entry.delete().where(is_look))
