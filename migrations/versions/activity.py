"""What happened, a row each; and causes of interactions are types of things in text."""

import sqlalchemy as sa
from alembic import op

revision = "activity"
down_revision = "settings_and_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("subject_type", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=30), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["member.id"],
            name=op.f("fk_activity_actor_id_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_activity_member_id_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_subject", "activity", ["subject_type", "subject_id"])
    op.create_index("ix_activity_actor", "activity", ["actor_id"])
    op.create_index("ix_activity_member", "activity", ["member_id"])
    op.create_index("ix_activity_at", "activity", ["at"])
    with op.batch_alter_table("interaction") as batch_op:
        batch_op.drop_constraint(op.f("ck_interaction_cause"), type_="check")
        batch_op.alter_column("cause", type_=sa.String(30), existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM interaction WHERE cause NOT IN ('post', 'event')")
    with op.batch_alter_table("interaction") as batch_op:
        batch_op.alter_column("cause", type_=sa.String(20), existing_nullable=False)
        batch_op.create_check_constraint(op.f("ck_interaction_cause"), "cause IN ('post', 'event')")
    op.drop_table("activity")
