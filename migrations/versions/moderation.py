"""Cases of moderation, reports, notes, decisions with their reasons, and appeals."""

import sqlalchemy as sa
from alembic import op

revision = "moderation"
down_revision = "category_moderators"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "moderation_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "spam",
                "off_topic",
                "harm",
                "interest",
                "illegal",
                "other",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("french", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_reason")),
    )
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "decided",
                name="casestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", STAMP, nullable=False),
        sa.Column("decided_at", STAMP, nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["member.id"], name=op.f("fk_moderation_case_assignee_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_moderation_case_author_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
    )
    op.create_index(op.f("ix_moderation_case_assignee_id"), "moderation_case", ["assignee_id"])
    op.create_index("ix_moderation_case_author_id", "moderation_case", ["author_id", "opened_at"])
    op.create_index("ix_moderation_case_state", "moderation_case", ["state", "opened_at", "id"])
    op.create_index("ix_moderation_case_subject", "moderation_case", ["subject_type", "subject_id"])
    op.create_index(
        "uq_moderation_case_open",
        "moderation_case",
        ["subject_type", "subject_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", STAMP, nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "rules", "law", name="ground", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("is_automated", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("ends_at", STAMP, nullable=True),
        sa.Column("undone_at", STAMP, nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("why_undone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_decision_case_id_moderation_case"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["member.id"],
            name=op.f("fk_moderation_decision_decided_by_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderation_decision_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["member.id"], name=op.f("fk_moderation_decision_undone_by_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
    )
    op.create_index(op.f("ix_moderation_decision_case_id"), "moderation_decision", ["case_id"])
    op.create_index(
        op.f("ix_moderation_decision_decided_by_id"), "moderation_decision", ["decided_by_id"]
    )
    op.create_index("ix_moderation_decision_ends_at", "moderation_decision", ["ends_at"])
    op.create_index("ix_moderation_decision_made_at", "moderation_decision", ["made_at", "id"])
    op.create_index(
        "ix_moderation_decision_member_id", "moderation_decision", ["member_id", "made_at"]
    )
    op.create_index(
        op.f("ix_moderation_decision_undone_by_id"), "moderation_decision", ["undone_by_id"]
    )

    op.create_table(
        "moderation_look",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_look_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_moderation_look_member_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "member_id", name=op.f("pk_moderation_look")),
    )
    op.create_index(op.f("ix_moderation_look_member_id"), "moderation_look", ["member_id"])

    op.create_table(
        "moderation_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_moderation_note_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_note_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_note")),
    )
    op.create_index(op.f("ix_moderation_note_author_id"), "moderation_note", ["author_id"])
    op.create_index(op.f("ix_moderation_note_case_id"), "moderation_note", ["case_id"])

    op.create_table(
        "moderation_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "member",
                "guest",
                "staff",
                "automatic",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "spam",
                "off_topic",
                "harm",
                "interest",
                "illegal",
                "other",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "upheld",
                "dismissed",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("follow_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_report_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["member.id"], name=op.f("fk_moderation_report_reporter_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_report")),
        sa.UniqueConstraint(
            "case_id", "reporter_id", name=op.f("uq_moderation_report_case_id_reporter_id")
        ),
        sa.UniqueConstraint("follow_digest", name=op.f("uq_moderation_report_follow_digest")),
    )
    op.create_index(
        "ix_moderation_report_reporter_id", "moderation_report", ["reporter_id", "made_at"]
    )

    op.create_table(
        "moderation_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.Column("due_at", STAMP, nullable=False),
        sa.Column("decided_at", STAMP, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "overturned",
                name="appealoutcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["member.id"], name=op.f("fk_moderation_appeal_decided_by_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["moderation_decision.id"],
            name=op.f("fk_moderation_appeal_decision_id_moderation_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderation_appeal_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_appeal")),
        sa.UniqueConstraint(
            "decision_id", "member_id", name=op.f("uq_moderation_appeal_decision_id_member_id")
        ),
    )
    op.create_index(
        op.f("ix_moderation_appeal_decided_by_id"), "moderation_appeal", ["decided_by_id"]
    )
    op.create_index("ix_moderation_appeal_due", "moderation_appeal", ["decided_at", "due_at"])
    op.create_index(op.f("ix_moderation_appeal_member_id"), "moderation_appeal", ["member_id"])


def downgrade() -> None:
    for name in ("appeal", "report", "note", "look", "decision", "case", "reason"):
        op.drop_table(f"moderation_{name}")
