"""Settings of the place as rows, each change of them kept in the audit."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "settings_and_audit"
down_revision = "members_zone"
branch_labels = None
depends_on = None

KEYS = ("name", "tagline", "accent", "brand", "attribution", "attribution_url")
DEFAULTS = {"name": "Tribe", "accent": "#1f6b52"}
place = sa.table("place", sa.column("id", sa.Integer), *(sa.column(key, sa.Text) for key in KEYS))
setting = sa.table(
    "setting",
    sa.column("key", sa.String),
    sa.column("value", sa.JSON),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_audit_entry_actor_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_kind", "audit_entry", ["kind", "id"])
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_type", "subject_id", "id"])
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor_id", "id"])
    keep_the_place()
    op.drop_table("place")


def keep_the_place() -> None:
    """What was written of the place, each part as a row of its own."""
    connection = op.get_bind()
    row = connection.execute(sa.select(place)).mappings().first()
    moment = datetime.now(UTC)
    for key in KEYS if row is not None else ():
        values = {"key": key, "value": row[key], "changed_at": moment}
        connection.execute(setting.insert().values(values))


def downgrade() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("tagline", sa.String(length=200), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("attribution_url", sa.String(length=300), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_place_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(setting.c.key, setting.c.value))
    kept = {row.key: row.value for row in rows}
    if kept:
        row = {key: kept.get(key, DEFAULTS.get(key, "")) for key in KEYS}
        connection.execute(place.insert().values(id=1, **row))
    op.drop_table("audit_entry")
    op.drop_table("setting")
