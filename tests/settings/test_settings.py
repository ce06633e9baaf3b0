"""Settings of the place: declared, changed with their history, and seen by every worker."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import NotFound, RuleBroken
from tribe.settings import SettingGroup, cache, current, declared, place, services, value_of
from tribe.settings.declared import Setting, declared_groups
from tribe.settings.kinds import Choice, Choices, Colour, Kind, Number, Text, Unfit, Url, Zone
from tribe.settings.models import SettingRow


def test_what_nobody_changed_has_its_default(context: Flask) -> None:
    assert current()["name"] == "Tribe"
    assert value_of(place.OFFERED) == ["en", "fr"]


def test_a_change_is_seen_and_kept_in_the_audit(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.change({"name": "Hearth", "tagline": ""}, cast.ids["ada"])
        assert current()["name"] == "Hearth"
        session.commit()
        entry = session.scalars(select(AuditEntry)).one()  # the tagline was empty before
        assert (entry.kind, entry.subject_type, entry.subject_id) == (
            "setting.changed",
            "setting",
            "name",
        )
        assert (entry.actor_id, entry.facts) == (
            cast.ids["ada"],
            {"before": "Tribe", "after": "Hearth"},
        )


def test_guests_of_another_worker_see_it_within_a_second(
    app: Flask,
    client: FlaskClient,
    another_app: Callable[..., Flask],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr(cache, "monotonic", lambda: clock[0])
    other = another_app()
    neighbour = other.test_client()
    assert "<title>Tribe" in neighbour.get("/").text
    for name in ("Hearth", "Oven"):
        rename(app, name)
        assert f"<title>{name}" in client.get("/").text
        clock[0] += 1
        assert f"<title>{name}" in neighbour.get("/").text


def test_members_see_it_at_their_next_page_whoever_serves_it(
    app: Flask, cast: Cast, another_app: Callable[..., Flask]
) -> None:
    other = another_app()
    ada = sign_in(other, cast, "ada")
    assert "<title>Tribe" in ada.get("/").text
    for name in ("Hearth", "Oven"):
        rename(app, name)
        assert f"<title>{name}" in ada.get("/").text
    with app.app_context():
        services.change({"languages": ["fr"]}, None)
        session.commit()
    assert '<html lang="fr"' in ada.get("/").text


def rename(app: Flask, name: str) -> None:
    with app.app_context():
        services.change({"name": name}, None)
        session.commit()


def test_what_another_thread_reads_before_the_commit_is_the_old(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        services.change({"name": "Hearth"}, None)
        assert current()["name"] == "Hearth"
        with ThreadPoolExecutor(1) as another:
            page = another.submit(client.get, "/").result()
        assert "<title>Tribe" in page.text
        session.rollback()
    assert "<title>Tribe" in client.get("/").text


def test_what_is_rolled_back_was_never_seen(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        services.change({"name": "Hearth"}, None)
        session.rollback()
    assert "<title>Tribe" in client.get("/").text


def test_two_changes_of_one_moment_are_two_versions(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "now", lambda: datetime(2026, 1, 1, tzinfo=UTC))
    for name in ("Hearth", "Oven"):
        with app.app_context():
            services.change({"name": name}, None)
            session.commit()
        with app.app_context():
            assert current()["name"] == name


def test_no_page_asks_for_settings_alone(app: Flask, cast: Cast, client: FlaskClient) -> None:
    for reader in (client, sign_in(app, cast, "cleo")):
        reader.get("/charter")
        with count_queries(app) as queries:
            reader.get("/charter")
        assert not [query for query in queries if query.startswith("SELECT max(setting")]


def test_guests_pages_ask_once_a_second(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, asked = [100.0], []
    monkeypatch.setattr(cache, "monotonic", lambda: clock[0])
    monkeypatch.setattr(cache, "read_version", lambda: asked.append(clock[0]))
    for clock[0] in (100.0, 100.3, 100.9, 101.0, 101.5, 102.1):
        client.get("/charter")
    assert asked == [100.0, 101.0, 102.1]


def test_undo_brings_back_what_stood_before(context: Flask) -> None:
    (first,) = services.change({"name": "Hearth"}, None)
    services.undo(first, None)
    assert current()["name"] == "Tribe"
    with pytest.raises(RuleBroken):
        services.undo(first, None)
    services.change({"name": "Hearth"}, None)
    services.undo(first, None)  # it is again as that change had left it
    assert current()["name"] == "Tribe"


def test_only_declared_keys_and_fit_values_are_taken(context: Flask) -> None:
    with pytest.raises(NotFound):
        services.change({"nickname": "x"}, None)
    with pytest.raises(ValueError, match="accent"):
        services.change({"accent": "reddish"}, None)


def test_what_is_no_value_in_the_table_is_the_default(app: Flask) -> None:
    with app.app_context():
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        session.add(SettingRow(key="zone", value="Moon/Crater", changed_at=moment))
        session.add(SettingRow(key="gone", value=1, changed_at=moment))
        session.commit()
    with app.app_context():
        assert current()["zone"] == "UTC"
        assert "gone" not in current()


def test_languages_and_zone_are_heeded(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        services.change({"languages": ["fr"], "language": "en"}, None)
        session.commit()
    page = client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="fr"' in page
    assert 'value="en"' not in page
    client.post("/language", data={"locale": "en"})
    assert '<html lang="fr"' in client.get("/").text


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Text(5), "  a   b ", "a b"),
        (Text(5), "", ""),
        (Url(), "https://example.org/x", "https://example.org/x"),
        (Colour(), "#ABC", "#aabbcc"),
        (Number(1, 20), "20", 20),
        (Choice(("en", "fr")), "fr", "fr"),
        (Choices(("en", "fr")), "fr, en", ["en", "fr"]),
        (Zone(), "europe/paris", "Europe/Paris"),
    ],
)
def test_what_is_typed_becomes_a_value(
    context: Flask, kind: Kind[object], typed: str, value: object
) -> None:
    assert kind.parse(typed) == value
    assert kind.is_fit(value)
    assert kind.parse(kind.spell(value)) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Text(5), "abcdef"),
        (Text(5, required=True), " "),
        (Url(), "javascript:alert(1)"),
        (Url(), "https://"),
        (Url(), "https://[x"),
        (Colour(), "red"),
        (Number(1, 20), "21"),
        (Number(1, 20), "٣"),
        (Number(1, 20), "1.5"),
        (Choice(("en", "fr")), "de"),
        (Choices(("en", "fr")), ""),
        (Choices(("en", "fr")), "en de"),
        (Zone(), "Moon/Crater"),
    ],
)
def test_what_is_no_value_is_refused(context: Flask, kind: Kind[object], typed: str) -> None:
    with pytest.raises(Unfit):
        kind.parse(typed)


def test_a_key_is_declared_once_and_its_default_is_of_its_kind(app: Flask) -> None:
    bare = Flask("bare")
    group = SettingGroup("toys", lambda: "Toys", lambda: "")
    many = Setting("toys", Number(1, 9), 3, lambda: "Toys", lambda: "", group)
    with pytest.raises(ValueError, match="two settings"):
        declared.init_app(bare, [many, many])
    with pytest.raises(ValueError, match="default"):
        declared.init_app(bare, [many], {"toys": 10})


def test_every_setting_has_words(context: Flask) -> None:
    for group, settings in declared_groups().items():
        assert group.label(), group.help()
        assert all(setting.label() and setting.help() for setting in settings)
