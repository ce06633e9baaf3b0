"""No input gives a 500: every address and form, fed by Hypothesis, as every kind of reader."""

from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.conftest import Cast, sign_in
from tests.household import furnish
from tests.walking import walk

INPUTS = 2_100  # on each database
READERS = (None, "cleo", "ben", "ada", "ines")
STARTS = ["/", "/topics", "/events", "/rituals", "/members", "/promises", "/charter", "/council"]
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


def test_no_input_breaks_a_page(app: Flask, cast: Cast) -> None:
    house = furnish(app, cast)
    clients = {name: sign_in(app, cast, name) if name else app.test_client() for name in READERS}
    fields: dict[str, set[str]] = {}
    for page in walk(clients["ada"], STARTS, alike=2).values():
        for form in page.forms:
            for name, offered in form.fields.items():
                fields.setdefault(name, set()).update(offered)
    fields.pop("csrf_token", None)
    known = {
        "slug": [house.category, house.rite],
        "name": ["ada", "cleo", "nobody"],
        "topic_id": [str(house.topic)],
        "post_id": [str(house.post)],
        "event_id": [str(house.event), str(house.past_event)],
        "enactment_id": [str(house.enactment)],
        "promise_id": [str(house.promise)],
    }
    rules = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in ("GET", "POST")
        if method in (rule.methods or ()) and rule.endpoint not in ("static", "members.sign_out")
    ]
    names = sorted(fields)
    hit: set[str] = set()

    @settings(
        max_examples=INPUTS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def feed(data: Any) -> None:
        rule, method = data.draw(st.sampled_from(rules))
        client = clients[data.draw(st.sampled_from(READERS))]
        chosen = data.draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
        typed = {
            name: data.draw(st.one_of(values, st.sampled_from(sorted(fields[name]) or [""])))
            for name in chosen
        }
        path = address(rule, known, data)
        if method == "GET":
            answer = client.get(path, query_string=typed)
        else:
            answer = client.post(path, data=typed)
        assert answer.status_code != 500, (method, path, typed)
        hit.add(f"{method} {rule.rule}")

    feed()
    missed = {f"{method} {rule.rule}" for rule, method in rules} - hit
    assert not missed, missed
