"""Pictures as files by digest; the table of avatars refers to them."""

from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "avatars_to_files"
down_revision = "names_shape"
branch_labels = None
depends_on = None

avatar = sa.table(
    "avatar",
    sa.column("member_id", sa.Integer),
    sa.column("image", sa.LargeBinary),
    sa.column("digest", sa.String),
)
stored_file = sa.table(
    "stored_file",
    sa.column("digest", sa.String),
    sa.column("media_type", sa.String),
    sa.column("size", sa.Integer),
    sa.column("kept_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_kept_at"), "stored_file", ["kept_at"])
    op.add_column("avatar", sa.Column("digest", sa.String(length=64), nullable=True))
    pictures_to_files()
    with op.batch_alter_table("avatar") as batch:
        batch.drop_column("image")
        batch.alter_column("digest", existing_type=sa.String(length=64), nullable=False)
        batch.create_foreign_key(
            op.f("fk_avatar_digest_stored_file"), "stored_file", ["digest"], ["digest"]
        )
        batch.create_index(op.f("ix_avatar_digest"), ["digest"])


def pictures_to_files() -> None:
    """Each file is whole before its row is; stopped midway, the pictures still stand here."""
    connection, files = op.get_bind(), current_app.extensions["files"]
    kept = set()
    for (member_id,) in connection.execute(sa.select(avatar.c.member_id)).all():
        of_member = avatar.c.member_id == member_id
        image = bytes(connection.execute(sa.select(avatar.c.image).where(of_member)).scalar_one())
        digest = sha256(image).hexdigest()
        if digest not in kept:
            kept.add(digest)
            files.put(digest, image)
            about = {"media_type": "image/webp", "size": len(image), "kept_at": datetime.now(UTC)}
            connection.execute(stored_file.insert().values(digest=digest, **about))
        connection.execute(avatar.update().where(of_member).values(digest=digest))


def downgrade() -> None:
    op.add_column("avatar", sa.Column("image", sa.LargeBinary(), nullable=True))
    connection, files = op.get_bind(), current_app.extensions["files"]
    for row in connection.execute(sa.select(avatar.c.member_id, avatar.c.digest)).all():
        of_member = avatar.c.member_id == row.member_id
        connection.execute(avatar.update().where(of_member).values(image=files.get(row.digest)))
    with op.batch_alter_table("avatar") as batch:
        batch.drop_index(op.f("ix_avatar_digest"))
        batch.drop_constraint(op.f("fk_avatar_digest_stored_file"), type_="foreignkey")
        batch.drop_column("digest")
        batch.alter_column("image", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("stored_file")
