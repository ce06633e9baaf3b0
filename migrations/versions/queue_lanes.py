"""Lanes, failed jobs and a schedule for the queue."""

import sqlalchemy as sa
from alembic import op

revision = "queue_lanes"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("done_at IS NULL AND failed_at IS NULL")
job = sa.table(
    "job",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("lane", sa.String),
    sa.column("run_at", sa.DateTime),
    sa.column("attempts", sa.Integer),
    sa.column("lease", sa.String),
    sa.column("leased_until", sa.DateTime),
    sa.column("done_at", sa.DateTime),
    sa.column("failed_at", sa.DateTime),
    sa.column("failure", sa.Text),
)


def upgrade() -> None:
    op.create_table(
        "recurring_run",
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_recurring_run")),
    )
    op.add_column("job", sa.Column("lane", sa.String(10), nullable=False, server_default="quick"))
    op.add_column("job", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_job_due", "job")
    op.create_index(
        "ix_job_open", "job", ["lane", "run_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_job_done_at", "job", ["done_at"])
    op.create_index("ix_job_failed_at", "job", ["failed_at"])
    op.execute(job.update().where(job.c.kind == "reports.make").values(lane="slow"))
    settle_old_rows()


def settle_old_rows() -> None:
    """What was tried as often as allowed has failed; of failures only the kind of error stays."""
    connection = op.get_bind()
    is_open = job.c.done_at.is_(None)
    free = {"lease": None, "leased_until": None}
    waits = sa.case((job.c.leased_until > job.c.run_at, job.c.leased_until), else_=job.c.run_at)
    connection.execute(job.update().where(is_open).values(run_at=waits, **free))
    spent = job.update().where(is_open, job.c.attempts >= 5)
    connection.execute(spent.values(failed_at=job.c.run_at))
    said = sa.select(job.c.id, job.c.failure).where(job.c.failure != "")
    for number, failure in connection.execute(said).all():
        name = failure.split(":")[0][:100]
        connection.execute(job.update().where(job.c.id == number).values(failure=name))


def downgrade() -> None:
    op.drop_index("ix_job_failed_at", "job")
    op.drop_index("ix_job_done_at", "job")
    op.drop_index("ix_job_open", "job")
    op.create_index("ix_job_due", "job", ["done_at", "run_at"])
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_column("failed_at")
        batch_op.drop_column("lane")
    op.drop_table("recurring_run")
