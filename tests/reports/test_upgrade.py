"""Looks of analysts become entries of the audit, and again a table of their own."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.migrations.conftest import MIGRATIONS, bare_app, put_release
from tribe.base import db
from tribe.reports.requests.looks import list_looks

__all__ = ["bare_app"]
ADD = "INSERT INTO report_look (snapshot_id, member_id, purpose, at) VALUES (1, :who, :why, :at)"
LOOKS = (
    {"who": 1, "why": "", "at": "2026-01-03 10:00:00.000000"},
    {"who": 1, "why": "L'été, à “tous”", "at": "2026-01-02 10:00:00.000000"},
    {"who": None, "why": "", "at": "2026-01-02 10:00:00.000000"},
)


def read(table: str, order: str = "at, id") -> list[dict[str, Any]]:
    """Its rows as the database has them."""
    with db.db.engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY {order}"))
        return [dict(row) for row in found.mappings()]


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a look says."""
    return (str(row["at"]), row["member_id"], row["snapshot_id"], row["purpose"])


def test_every_look_is_kept_up_and_down(bare_app: Flask) -> None:
    put_release(bare_app, "0.1.0")
    with bare_app.app_context():
        upgrade(directory=str(MIGRATIONS), revision="basis_pairs")
        with db.db.engine.begin() as connection:
            for row in LOOKS:
                connection.execute(sa.text(ADD), row)
            connection.execute(
                sa.text(
                    "INSERT INTO audit_entry (at, kind, subject_type, subject_id, facts, why)"
                    " VALUES ('2026-01-05', 'setting.changed', 'setting', 'name', '{}', '')"
                )
            )
        before = read("report_look")
        assert len(before) >= len(LOOKS) + 1  # those of the release as well
        upgrade(directory=str(MIGRATIONS), revision="looks_to_audit")
        entries = [row for row in read("audit_entry") if row["subject_type"] == "report"]
        assert [
            (str(row["at"]), row["actor_id"], int(row["subject_id"]), row["why"]) for row in entries
        ] == [told(row) for row in before]
        assert {row["kind"] for row in entries if row["why"]} == {"reports.report.requested"}
        assert {row["kind"] for row in entries if not row["why"]} == {"reports.report.read"}
        assert len(read("audit_entry")) == len(entries) + 1
        db.session.remove()
        downgrade(directory=str(MIGRATIONS), revision="basis_pairs")
        assert [told(row) for row in read("report_look")] == [told(row) for row in before]
        assert [row["kind"] for row in read("audit_entry")] == ["setting.changed"]
        upgrade(directory=str(MIGRATIONS))
        assert len(list_looks(size=100).rows) == len(before)
        db.session.remove()
        db.db.engine.dispose()
