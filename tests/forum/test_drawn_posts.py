"""Posts and rows that are kept drawn show each reader what would be drawn for them anew."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.forum.talks import Talk, a_topic
from tribe.web import drawn

READERS = (None, "cleo", "dov", "ines", "ben", "ada")
ACTS = (  # who does what to the topic; after each one all read it again
    ("dov", "/p/{second}/react", {"kind": "warm"}),
    ("cleo", "/p/{first}/edit", {"title": "Tea at dawn", "body": "Said otherwise"}),
    ("ben", "/t/{topic}/close", {"why": "It is answered"}),
    ("ben", "/p/{second}/delete", {"why": "Off topic", "rule": "Keep to it"}),
    ("ben", "/t/{topic}/reopen", {"why": "It is not"}),
)


def read(app: Flask, cast: Cast, who: str | None, path: str) -> str:
    """A page as one of the cast is shown it, without what is each reader's own."""
    client = sign_in(app, cast, who) if who else app.test_client()
    client.set_cookie("theme", "auto")  # or a guest might be given another's page
    page = client.get(path).text
    tokens = set(re.findall(r'name="csrf_token" value="([^"]*)"', page))
    assert len(tokens) == (1 if who else 0), who
    assert "" not in tokens
    for token in tokens:
        page = page.replace(token, "")
    return re.sub(r'(name="(until|once)" value|data-fresh-since)="[^"]*"', "", page)


class Nothing(drawn.Parts):
    """Keeps nothing."""

    def get(self, key: object, draw: Callable[[], drawn.Part]) -> drawn.Part:
        """The part, drawn."""
        return draw()


@pytest.mark.parametrize("path", ["/t/{topic}/tea-at-dawn", "/topics", "/"])
def test_every_reader_is_shown_what_would_be_drawn_for_them(
    app: Flask, cast: Cast, talk: Talk, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = talk(a_topic(3))
    names = {"topic": topic, "first": 1, "second": 2}
    for who, act, sent in (("ada", "", {}), *ACTS):
        if act:
            client = sign_in(app, cast, who)
            assert client.post(act.format(**names), data=sent).status_code == 303, act
        kept = [read(app, cast, reader, path.format(**names)) for reader in READERS * 3]
        monkeypatch.setattr(drawn, "PARTS", Nothing())
        anew = [read(app, cast, reader, path.format(**names)) for reader in READERS]
        monkeypatch.undo()
        assert kept[len(READERS) :] == anew * 2, act  # once they have read it
