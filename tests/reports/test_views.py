"""The pages: who may open them, what they say, and that a look at a report is on record."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import Cast, count_queries, sign_in
from tests.reports.conftest import END, Village
from tribe.base.db import session
from tribe.graph import MEASURES
from tribe.graph.data.kinds import Kind
from tribe.ledger import services as ledger
from tribe.ledger.models import Cause
from tribe.members.models import Member
from tribe.reports.build import document
from tribe.reports.gather.evidence import gather
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests import looks, services
from tribe.speech.catalogues import SOURCE

MADE: dict[datetime, document.Made] = {}  # the village is the same in every test: measured once


@pytest.fixture
def finished(app: Flask, cast: Cast, village: Village) -> int:
    """A finished report, and one of the same kind two months before."""
    with app.app_context():
        ids = []
        for until in (END - timedelta(days=60), END):
            snapshot = services.request_report(cast.get("ines"), "For the council", None, until)
            if until not in MADE:
                gathered = gather(None, until)
                MADE[until] = document.make("Village", gathered, nulls=40, bootstraps=100)
            made = MADE[until]
            services.keep(snapshot, made.document, made.drawing)
            session.commit()
            ids.append(snapshot.id)
    return ids[-1]


PAGES = ("/reports", "/reports/{id}", "/reports/{id}.json", "/reports/{id}.txt",
         "/reports/{id}/map.json")  # fmt: skip


@pytest.mark.parametrize("name", ["ben", "cleo", "dov"])
def test_reports_are_for_analysts(app: Flask, cast: Cast, finished: int, name: str) -> None:
    client = sign_in(app, cast, name)
    assert {client.get(path.format(id=finished)).status_code for path in PAGES} == {403}
    assert client.post("/reports", data={"purpose": "To know"}).status_code == 403


def test_guests_are_asked_to_sign_in(client: FlaskClient) -> None:
    for path in (*PAGES, "/reports/log", "/support", "/me/measured"):
        answer = client.get(path.format(id=1))
        assert (answer.status_code, "/sign-in" in answer.location) == (303, True), path


def test_a_cursor_beyond_all_rows_is_the_first_page(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "ines")
    for path in ("/reports", "/reports/log", "/me/measured"):
        for before in ("9" * 25, "-" + "9" * 25, "²", "1" * 5000):
            assert client.get(path, query_string={"before": before}).status_code == 200


def test_the_report_reads_in_both_languages(app: Flask, cast: Cast, finished: int) -> None:
    client = sign_in(app, cast, "ines")
    for language in ("en", "fr"):
        page = client.get(f"/reports/{finished}", headers={"Accept-Language": language})
        body = page.get_data(as_text=True)
        assert page.status_code == 200
        with app.app_context():
            document = session.get_one(Snapshot, finished).document or {}
        for id_, entry in document["measures"].items():
            shown = entry["reading"][language].replace("’", "’")
            assert shown in body.replace("&#39;", "'"), (language, id_)
        assert "For the council" in body
        assert {"en": "kept/due", "fr": "tenues/échues"}[language] in body
        assert {"en": "ours; Wilson", "fr": "de nous\u202f; Wilson"}[language] in body
    assert "Comment va la tribu" in body
    assert "le hasard seul peut l’expliquer" in body.replace("&#39;", "’")


def test_the_brand_is_read_first(app: Flask, cast: Cast, finished: int) -> None:
    body = sign_in(app, cast, "ines").get(f"/reports/{finished}").get_data(as_text=True)
    places = [body.index(f'id="{id_}"') for id_ in ("F4", "T4", "C5", "N1", "U1", "E1")]
    assert places == sorted(places)


def test_every_measure_has_its_method_and_its_table(app: Flask, cast: Cast, finished: int) -> None:
    body = sign_in(app, cast, "ines").get(f"/reports/{finished}").get_data(as_text=True)
    for measure in MEASURES.values():
        assert f"({measure.id})" in body
        assert measure.reference_in(SOURCE).replace("&", "&amp;") in body
    with app.app_context():
        entries = (session.get_one(Snapshot, finished).document or {})["measures"]
    known = [id_ for id_, entry in entries.items() if entry["enough"]]
    assert body.count('<figure class="figure"') == len(known)
    assert body.count('class="report__lacking"') == len(entries) - len(known) > 0
    assert "Bread night" in body  # the rites by name, as everyone knows them


def test_no_page_of_a_report_names_a_member(
    app: Flask, cast: Cast, finished: int, village: Village
) -> None:
    client = sign_in(app, cast, "ines")
    for path in PAGES[1:]:
        body = client.get(path.format(id=finished)).get_data(as_text=True)
        assert not [name for name in village.names if name in body], path
        assert "@village.example" not in body
        for number in village.members[:20]:
            assert f"/u/{number}" not in body


def test_json_is_what_was_kept(app: Flask, cast: Cast, finished: int) -> None:
    answer = sign_in(app, cast, "ines").get(f"/reports/{finished}.json")
    with app.app_context():
        kept = session.get_one(Snapshot, finished).document
    shown = answer.get_json()
    rites = shown.pop("rites")
    assert shown == kept
    assert rites == [{"slug": "bread-night", "name": "Bread night"}]
    assert len(rites) == len(kept["measures"]["U1"]["detail"]["rites"])
    assert answer.mimetype == "application/json"


def test_the_map_s_json_is_places_and_hues(app: Flask, cast: Cast, finished: int) -> None:
    drawing = sign_in(app, cast, "ines").get(f"/reports/{finished}/map.json").get_json()
    assert set(drawing) == {"circles", "dots", "bundles"}
    assert len(drawing["circles"]) == 4


def test_text_reads_in_a_terminal(app: Flask, cast: Cast, finished: int) -> None:
    answer = sign_in(app, cast, "ines").get(f"/reports/{finished}.txt")
    text = answer.get_data(as_text=True)
    assert text.startswith("Village\n")
    assert max(map(len, text.splitlines())) <= 96
    assert all(id_ in text for id_ in MEASURES)


def test_a_look_is_on_record_for_every_member(app: Flask, cast: Cast, finished: int) -> None:
    analyst = sign_in(app, cast, "ada")
    analyst.get(f"/reports/{finished}")
    analyst.get(f"/reports/{finished}.json")
    with app.app_context():
        seen = [one.member and one.member.name for one in looks.list_looks().rows]
    assert seen.count("ada") == 2  # each time
    log = sign_in(app, cast, "dov").get("/reports/log").get_data(as_text=True)
    assert "ada" in log
    assert "For the council" in log
    assert f'href="/reports/{finished}"' not in log  # a link that Dov may not follow


def test_the_map_that_a_page_fetches_is_no_second_look(
    app: Flask, cast: Cast, finished: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(name: str) -> int:
        with app.app_context():
            rows = looks.list_looks().rows
            return [one.member and one.member.name for one in rows if not one.is_request].count(
                name
            )

    ada = sign_in(app, cast, "ada")
    ada.get(f"/reports/{finished}")
    ada.get(f"/reports/{finished}/map.json")
    assert looked("ada") == 1
    ines, before = sign_in(app, cast, "ines"), looked("ines")
    ines.get(f"/reports/{finished}/map.json")  # by itself it is one
    assert looked("ines") == before + 1
    monkeypatch.setattr(looks, "ONE_LOOK", timedelta(0))  # as some minutes later
    ines.get(f"/reports/{finished}/map.json")
    assert looked("ines") == before + 2


def test_asking_leads_to_a_page_that_waits(app: Flask, cast: Cast, village: Village) -> None:
    client = sign_in(app, cast, "ines")
    answer = client.post(
        "/reports", data={"purpose": "How was autumn?", "since": "", "until": END.date()}
    )
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.headers["Refresh"] == "5"
    assert "How was autumn?" in page.get_data(as_text=True)
    number = answer.location.rsplit("/", 1)[1]
    assert client.get(f"/reports/{number}.json").status_code == 404
    with app.app_context():
        services.give_up(session.get_one(Snapshot, int(number)), "MemoryError")
        session.commit()
    page = client.get(answer.location)
    assert "Refresh" not in page.headers
    assert "could not be made" in page.get_data(as_text=True)


def test_the_form_holds_what_its_hints_say(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "ines").get("/reports").text
    for name in ("since", "until"):
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert field is not None
        assert not re.search(r'value="[^"]', field[0])  # empty: from the beginning, to Sunday
    assert "The smaller the tribe, the longer this can take." in page


def test_a_report_that_stands_in_for_another_says_why(
    app: Flask, cast: Cast, finished: int
) -> None:
    client = sign_in(app, cast, "ines")
    with app.app_context():
        other = Snapshot(purpose="Anew", until=END, state=SnapshotState.FAILED)
        other.failure, other.instead_id = services.TOO_CLOSE, finished
        printed = Snapshot(purpose="Printed", until=END, state=SnapshotState.FAILED)
        printed.failure = services.TOO_CLOSE
        session.add_all([other, printed])
        session.commit()
        ids = [other.id, printed.id]
    answer = client.get(f"/reports/{ids[0]}")
    assert answer.location == f"/reports/{finished}"
    said = client.get(answer.location).text
    assert "You are reading an earlier report." in said
    assert "In a small tribe it can take several weeks" in said
    assert "The weeks after this one can be asked for at any time." in said
    assert "In a small tribe it can take several weeks" in client.get(f"/reports/{ids[1]}").text
    client.get(f"/reports/{ids[0]}", headers={"Accept-Language": "fr"})
    assert "Dans une petite tribu" in client.get(
        f"/reports/{finished}", headers={"Accept-Language": "fr"}
    ).text  # fmt: skip


def test_weeks_that_are_there_lead_to_their_report(app: Flask, cast: Cast, finished: int) -> None:
    client = sign_in(app, cast, "ines")
    day = (END - timedelta(days=1)).date().isoformat()
    answer = client.post("/reports", data={"purpose": "Again", "until": day})
    assert answer.location == f"/reports/{finished}"
    assert "was there already" in client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 301}, "purpose"),
        ({"purpose": "To know", "since": "yesterday"}, "since"),
        ({"purpose": "To know", "since": "2026-02-30"}, "since"),
        ({"purpose": "To know", "since": "0001-01-01"}, "since"),
        ({"purpose": "To know", "since": "2190-01-01"}, "since"),
        ({"purpose": "To know", "since": "2020-05-01", "until": "2020-04-01"}, "until"),
        ({"purpose": "\x00\ud800<b>", "since": "9" * 5000}, "since"),
    ],
)
def test_what_was_typed_is_kept(app: Flask, cast: Cast, typed: dict[str, str], wrong: str) -> None:
    client = sign_in(app, cast, "ines")
    typed = {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}
    answer = client.post("/reports", data=typed)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#f-{wrong}"' in body
    if typed["purpose"] == "To know":
        assert 'value="To know"' in body
    assert "<b>" not in body
    with app.app_context():
        assert session.query(Snapshot).count() == 0


def test_a_purpose_is_text_and_not_markup(app: Flask, cast: Cast, village: Village) -> None:
    client = sign_in(app, cast, "ines")
    nasty = "<script>alert(1)</script>"
    place = client.post("/reports", data={"purpose": nasty}).location
    for path in (place, "/reports", "/reports/log"):
        body = client.get(path).get_data(as_text=True)
        assert nasty not in body
        assert "&lt;script&gt;" in body


def test_a_report_that_is_not_there(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "ines")
    for path in PAGES[1:]:
        assert client.get(path.format(id=999)).status_code == 404
    assert client.get("/reports/99999999999999999999").status_code == 404
    assert client.get("/reports?before=zebra").status_code == 200


def test_lists_cost_the_same_for_one_and_for_twenty(app: Flask, cast: Cast) -> None:
    client, costs = sign_in(app, cast, "ines"), {}
    for rows in (1, 20):
        with app.app_context():
            session.execute(text("DELETE FROM audit_entry"))
            session.query(Snapshot).delete()
            for number in range(rows):
                snapshot = Snapshot(
                    purpose=f"n {number}", until=END, requested_by_id=cast.ids["ines"],
                    state=SnapshotState.DONE, document={}, drawing={},
                )  # fmt: skip
                session.add(snapshot)
                session.flush()
                looks.note_look(cast.get("ines"), snapshot.id)
            session.commit()
        for path in ("/reports", "/reports/log"):
            with count_queries(app) as sent:
                assert client.get(path).status_code == 200
            costs.setdefault(path, []).append(len(sent))
    assert all(one == twenty <= 5 for one, twenty in costs.values()), costs  # one is the bell's


def test_older_reports_are_on_the_next_page(app: Flask, cast: Cast) -> None:
    with app.app_context():
        session.add_all(Snapshot(purpose=f"number {n}", until=END) for n in range(25))
        session.commit()
    client = sign_in(app, cast, "ines")
    first = client.get("/reports").get_data(as_text=True)
    following = re.search(r'href="(/reports\?after=\d+)"', first)
    assert following is not None
    second = client.get(following[1]).get_data(as_text=True)
    assert len(re.findall(r"number \d+", first)) == 20
    assert len(re.findall(r"number \d+", second)) == 5


def test_the_fidelity_page_may_say_how_autonomous_the_tribe_is(app: Flask, finished: int) -> None:
    page = app.test_client().get("/fidelity", headers={"Accept-Language": "fr"}).text
    part = page[page.index('id="F4"') :]
    assert "la marque" in part[part.index('class="stat') : part.index("</section>")]


# What is measured about me


def test_my_page_shows_my_ties_and_nobody_else_s(app: Flask, cast: Cast) -> None:
    cleo, dov, ben, ada = (cast.ids[name] for name in ("cleo", "dov", "ben", "ada"))
    with app.app_context():
        ledger.record(Kind.REPLY, cleo, [dov], cause=Cause.POST, cause_id=41)
        ledger.record(Kind.THANKS, dov, [cleo], cause=Cause.POST, cause_id=42)
        ledger.record_group(Kind.CO_ATTENDANCE, [cleo, ben], cause=Cause.EVENT, cause_id=43)
        ledger.record(Kind.REPLY, ben, [ada], cause=Cause.POST, cause_id=44)
        session.commit()
    body = sign_in(app, cast, "cleo").get("/me/measured").get_data(as_text=True)
    assert "You answered" in body
    assert "thanked you" in body
    assert "were among 2 at a gathering" in body
    assert all(place in body for place in ("/go/post/41", "/go/post/42", "/go/event/43"))
    assert "/go/post/44" not in body
    assert "/u/ada" not in body
    row = re.search(r"/u/dov.*?</tr>", body, re.S)
    assert row is not None
    assert re.findall(r'numeric">([\d.]+)<', row[0]) == ["1.00", "2.00"]  # a reply; thanks
    assert "2^(−age/h)" in body


def test_my_page_has_the_switch(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    with app.app_context():
        ledger.record(Kind.REPLY, cast.ids["cleo"], [cast.ids["dov"]], cause=Cause.POST, cause_id=1)
        session.commit()
    body = client.get("/me/measured").get_data(as_text=True)
    assert 'href="/me/consent?stop=1"' in body
    client.post("/me/consent", data={"is_measured": "0"})
    body = client.get("/me/measured").get_data(as_text=True)
    assert "You are not measured" in body
    assert "You answered" not in body
    assert "Your acts are in no network report." in body


def test_my_page_in_french(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "dov").get("/me/measured", headers={"Accept-Language": "fr"})
    assert "Ce qui est mesuré de vous" in page.get_data(as_text=True)


def test_my_page_costs_the_same_for_few_and_for_many(app: Flask, cast: Cast) -> None:
    client, costs = sign_in(app, cast, "cleo"), []
    for many in (2, 60):
        with app.app_context():
            people = [
                Member(name=f"p{many}x{n}", name_key=f"p{many}x{n}", is_measured=True)
                for n in range(many)
            ]
            session.add_all(people)
            session.flush()
            ledger.record(
                Kind.REPLY, cast.ids["cleo"], [p.id for p in people], cause=Cause.POST, cause_id=9
            )
            session.commit()
        with count_queries(app) as sent:
            body = client.get("/me/measured").get_data(as_text=True)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 9
    older = re.search(r'href="(/me/measured\?after=\d+)"', body)
    assert older is not None
    assert "Earlier ones" in client.get(older[1]).get_data(as_text=True)


# The support desk


@pytest.mark.parametrize(
    ("name", "status"), [("ben", 200), ("ada", 200), ("ines", 200), ("cleo", 403)]
)
def test_support_is_for_moderators_and_analysts(
    app: Flask, cast: Cast, name: str, status: int
) -> None:
    assert sign_in(app, cast, name).get("/support").status_code == status


def test_every_task_has_the_act_that_helps(app: Flask, cast: Cast, finished: int) -> None:
    body = sign_in(app, cast, "ben").get("/support").get_data(as_text=True)
    assert "Harvest supper" in body
    assert 'action="/rituals/harvest-supper/keep"' in body
    assert body.count("/events/new?title=") == 5  # of six pairs, one has its bridge
    assert "Bread night" not in body.split("apart")[0]


def json_keys(value: Any) -> set[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in json_keys(part)}
    return {key for part in value for key in json_keys(part)} if isinstance(value, list) else set()


def test_a_snapshot_of_the_report_s_shape(app: Flask, finished: int) -> None:
    """The keys that others have come to rely on; the gate decides on new ones."""
    with app.app_context():
        document = session.get_one(Snapshot, finished).document or {}
    shape = {id_: sorted(json_keys(entry["detail"])) for id_, entry in document["measures"].items()}
    kept = {
        "T1": ["from", "half_life_days", "histogram", "kendall_tau", "kinds", "ties", "warm_share"],
        "T3": ["by_strength", "rank_correlation"],
        "T4": ["rho"],
        "C1": [],
        "C2": [
            "average_clustering",
            "average_clustering_null",
            "average_clustering_p",
            "triangles",
        ],
        "C4": ["core_members", "k", "members", "onion_layers", "shells"],
        "C5": ["circles", "mixing", "sizes", "smaller_circles", "stability"],
        "E1": ["lorenz", "readers_share", "top_tenth", "without_readers"],
        "E2": ["kind", "tasks", "value"],
        "N1": [
            "answered",
            "answered_share",
            "at_least",
            "high",
            "hours",
            "low",
            "median_with_brand",
            "steps",
            "within_a_day",
        ],
        "U1": [
            "days",
            "enough",
            "measured_rites",
            "n",
            "p",
            "period_days",
            "periodogram",
            "rhythmic_rites",
            "rites",
            "strength",
            "value",
            "z",
        ],
        "F4": ["largest_component", "largest_component_with_brand"],
    }
    assert not {id_: lost for id_, keys in kept.items() if (lost := set(keys) - set(shape[id_]))}
    assert set(shape) == set(MEASURES)


def test_who_has_no_ties_is_shown_where_people_talk(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "dov").get("/me/measured").text
    assert re.search(
        r'<a class="button[^"]*" href="/topics">(\s|<[^>]*>)*See what is being said', page
    )


def test_the_first_report_is_asked_for_from_the_empty_list(app: Flask, cast: Cast) -> None:
    page = sign_in(app, cast, "ines").get("/reports").text
    assert re.search(r'<a class="button[^"]*" href="#ask">(\s|<[^>]*>)*Ask for a report', page)


def test_a_report_leads_to_the_support_desk(app: Flask, cast: Cast, finished: int) -> None:
    analyst = sign_in(app, cast, "ines").get(f"/reports/{finished}").text
    assert "on the support desk" in analyst
    assert '<a href="/support">The support desk</a>' in analyst


def test_what_guests_read_is_not_said_to_be_for_analysts(
    app: Flask, cast: Cast, finished: int
) -> None:
    page = sign_in(app, cast, "ines").get(f"/reports/{finished}").text
    said = page[page.index("(F4)") :]
    assert said[: said.index("</dl>")].count("Everyone: it is about the tribe") == 1
    said = page[page.index("(N1)") :]
    assert "Analysts, as an aggregate" in said[: said.index("</dl>")]
