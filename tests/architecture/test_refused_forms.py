"""Whatever refuses a form, what was typed into it is on the page that says so."""

import html
from collections.abc import Iterator
from itertools import chain

import pytest
from flask import Flask, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.conftest import Cast, sign_in
from tests.html import PageForm
from tests.walking import walk
from tests.world import World, furnish
from tribe.base.errors import RuleBroken
from tribe.web.security import limiter
from tribe.web.typed import DOORS

MINE = "zqx what I wrote"
STARTS = ["/", "/topics", "/charter", "/council", "/reports", "/admin", "/me", "/me/data"]
FIT = {  # what fields must hold that have a form of their own
    "starts": "2030-05-01T10:00",
    "zone": "Europe/Paris",
    "due_on": "2030-05-01",
    "since": "2026-01-01",
    "email": "somebody@example.org",
    "slug": "some-words",
    "hosts": "",
    "place": "The hill",
}
MOMENTS = {  # amid the service, and when all of it is done
    "ada": "before_flush",
    "cleo": "before_commit",
}


def forms_of(app: Flask, cast: Cast, world: World, name: str) -> dict[str, PageForm]:
    """Each kind of form that one sees and writes something into, by where it goes."""
    starts = [*STARTS, f"/rituals/{world.rite}", f"/events/{world.event}", "/u/reed/claim"]
    pages = walk(sign_in(app, cast, name), starts, alike=2)
    adapter = app.url_map.bind("localhost")
    found: dict[str, PageForm] = {}
    for form in chain.from_iterable(page.forms for page in pages.values()):
        path = form.action.split("?")[0]
        if form.method == "POST" and form.texts and path not in DOORS:
            rule, _values = adapter.match(path, method="POST", return_rule=True)
            found.setdefault(rule.rule, form)
    return found


def filled(form: PageForm) -> Iterator[tuple[list[str], dict[str, str]]]:
    """What is sent: one text at a time, the rest as the page offers it; and which it was."""
    usual = {name: next(iter(filter(None, offered)), "") for name, offered in form.fields.items()}
    for name in {"csrf_token", "version", "fill"} & usual.keys():  # the last is another button
        usual.pop(name)
    for name, value in usual.items():
        if not value:
            usual[name] = FIT.get(name, "some words" if name in form.texts else "")
    for name in sorted(form.texts):
        yield [name], usual | {name: MINE}
    yield sorted(form.texts), usual | dict.fromkeys(form.texts, MINE)


@pytest.mark.parametrize(("name", "moment"), MOMENTS.items())
def test_what_was_typed_is_kept(
    app: Flask, cast: Cast, name: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    world = furnish(app, cast)
    forms = forms_of(app, cast, world, name)
    assert len(forms) > 10
    client, refused = sign_in(app, cast, name), set()

    def refuse(*_arguments: object) -> None:
        if has_request_context() and request.method == "POST":
            refused.add(request.url_rule and request.url_rule.rule)
            raise RuleBroken("tests.refused")

    event.listen(Session, moment, refuse)
    try:
        for rule, form in forms.items():
            for texts, data in filled(form):
                answer = client.post(form.action, data=data)
                if answer.status_code < 400:  # it changes nothing, and was not refused
                    assert rule not in refused, (rule, texts, answer.status_code)
                    continue
                said = html.unescape(answer.text)
                assert said.count(MINE) >= len(texts), (rule, texts, answer.status_code)
    finally:
        event.remove(Session, moment, refuse)
    # words alone do not reach the others: they want somebody's name, a key, a second yes
    assert len(refused) > len(forms) / 2, set(forms) - refused
