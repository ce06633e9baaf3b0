"""The autonomy of the tribe on the page of the brand's fidelity, for guests as well."""

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.conftest import Cast
from tests.reports.conftest import END
from tribe.base.db import session
from tribe.reports.declared import NotPublishable, Readers
from tribe.reports.declared import fidelity as declared
from tribe.reports.declared.ids import AUTONOMY_ID
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.show import fidelity

READING = {"en": "A quarter of all ties need no brand.", "fr": "Un lien sur quatre s’en passe."}


def keep(enough: bool) -> None:
    """A finished report that holds the autonomy of the tribe."""
    found = {"enough": enough, "reading": READING}
    document = {"measures": {"F4": found}}
    session.add(Snapshot(purpose="x", until=END, state=SnapshotState.DONE, document=document))
    session.commit()


def page(app: Flask) -> str:
    """What a guest reads."""
    return app.test_client().get("/fidelity").get_data(as_text=True)


def test_guests_read_what_the_last_report_found(app: Flask, cast: Cast) -> None:
    assert "no network report has measured it so far" in page(app)
    with app.app_context():
        keep(enough=False)
    assert "no network report has measured it so far" in page(app)
    with app.app_context():
        keep(enough=True)
    assert READING["en"] in page(app)
    assert 'id="F4"' in page(app)


def test_what_is_not_for_everyone_does_not_stand_there(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(enough=True)
    with context.test_request_context(), force_locale("fr"):
        assert fidelity.autonomy().about["sentence"] == READING["fr"]
    assert declared.AUTONOMY.id == AUTONOMY_ID
    closed = replace(declared.AUTONOMY, readers=Readers.ANALYSTS)
    monkeypatch.setattr(declared, "AUTONOMY", closed)
    with context.test_request_context(), pytest.raises(NotPublishable):
        fidelity.autonomy()
