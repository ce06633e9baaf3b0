"""No input gives a 500: every address and form, fed by Hypothesis, as every kind of reader."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.conftest import Cast, sign_in
from tests.html import Reader
from tests.walking import walk
from tests.world import furnish

INPUTS = 2_400  # on each database
READERS = (None, "cleo", "ben", "ada", "ines")
STARTS = ["/", "/topics", "/events", "/rituals", "/members", "/promises", "/charter", "/council"]
STARTS += ["/acts", "/acts/new"]
STARTS += ["/t/new", "/events/new", "/rituals/new", "/me/profile", "/me/sessions", "/me/consent"]
STARTS += ["/support", "/reports", "/join", "/sign-in", "/promises/new", "/charter/new"]

nasty = st.sampled_from(
    ["", " ", "\x00", "0", "-1", "1", "999999999999999999999999", "1e9", "NaN", "٣", "ada", "cleo"]
    + [
        "2026-03-29T02:30",
        "9999-12-31T23:59",
        "0000-00-00T00:00",
        "Europe/Paris",
        "going",
        "\ud7ff",
    ]
    + ["%", "%s%(x)s", "{}", "{{7}}", "' OR 1=1 --", "../../etc/passwd", "a" * 5000, "\u202e", "🜁"]
    + ["[quote=x, post:999999999999]", "@" * 300, "http://a." * 300, "|" * 400, "[" * 900, "//x"]
)
values = st.one_of(nasty, st.text(max_size=80))


def address(rule: Rule, known: dict[str, list[str]], data: Any) -> str:
    """A path of the rule, its parts known or wild."""
    path = ""
    for is_dynamic, part in rule._trace:
        if not is_dynamic:
            path += part.lstrip("|")
            continue
        wild = st.one_of(
            st.sampled_from(["0", "1", "2", "x", "99999999999"]), st.text("a1-é", max_size=9)
        )
        offered = sorted(getattr(rule._converters[part], "items", known.get(part, ["1"])))
        path += data.draw(st.one_of(st.sampled_from(offered), wild))
    return path


def fields_of_forms(app: Flask, pages: Iterable[Reader]) -> dict[str, dict[str, set[str]]]:
    """For each rule that a form goes to: its fields, and what the pages offer in them."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, dict[str, set[str]]] = {}
    for form in (form for page in pages for form in page.forms):
        path = urlsplit(form.action).path
        rule, _values = adapter.match(path, method=form.method, return_rule=True)
        fields = found.setdefault(f"{form.method} {rule.rule}", {})
        for name, offered in form.fields.items():
            fields.setdefault(name, set()).update(offered)
    for fields in found.values():
        fields.pop("csrf_token", None)
    return found


def test_no_input_breaks_a_page(app: Flask, cast: Cast) -> None:
    house = furnish(app, cast)
    clients = {name: sign_in(app, cast, name) if name else app.test_client() for name in READERS}
    forms = fields_of_forms(app, walk(clients["ada"], STARTS, alike=2).values())
    everything = {name: offered for fields in forms.values() for name, offered in fields.items()}
    known = {
        "slug": [house.category, house.rite],
        "name": ["ada", "cleo", "nobody"],
        "topic_id": [str(house.topic)],
        "post_id": [str(house.post)],
        "event_id": [str(house.event), str(house.past_event)],
        "enactment_id": [str(house.enactment)],
        "promise_id": [str(house.promise)],
        "act_id": [str(house.act), str(house.draft)],
    }
    rules = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in ("GET", "POST")
        if method in (rule.methods or ()) and rule.endpoint not in ("static", "accounts.sign_out")
    ]

    def feed(rule: Rule, method: str, data: Any) -> None:
        own = forms.get(f"{method} {rule.rule}", {})
        strange = data.draw(st.lists(st.sampled_from(sorted(everything)), max_size=3, unique=True))
        typed = {
            name: data.draw(st.one_of(st.sampled_from(sorted(offered) or [""]), values))
            for name, offered in (own | {name: everything[name] for name in strange}).items()
        }
        client = clients[data.draw(st.sampled_from(READERS))]
        path = address(rule, known, data)
        if method == "GET":
            answer = client.get(path, query_string=typed)
        else:
            answer = client.post(path, data=typed)
        assert answer.status_code != 500, (method, path, typed)

    fed = 0
    for rule, method in rules:

        @settings(
            max_examples=INPUTS // len(rules) + 1,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.just(rule), st.just(method), st.data())
        def feed_one(rule: Rule, method: str, data: Any) -> None:
            nonlocal fed
            fed += 1
            feed(rule, method, data)

        feed_one()
    assert fed >= 2_000
