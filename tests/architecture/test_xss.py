"""Whatever is typed, wherever: no page lets a browser run it."""

from itertools import cycle

import pytest
from flask import Flask

from tests.conftest import Cast, empty, sign_in
from tests.html import read
from tests.walking import walk
from tests.world import furnish
from tribe.base import db

CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "[link](javascript:alert(1)) and [l](  jAvAsCrIpT&colon;alert(1))",
    "![img](javascript:alert(1)) <javascript:alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}<b onclick=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "`<script>` ```html\n<img src=x onerror=alert(1)>\n```",
    "||<iframe srcdoc='<script>alert(1)</script>'>||",
    "<details open ontoggle=alert(1)>",
    "[^1]: <style>@import 'x'</style>\n\ntext[^1]",
    'https://e.example/"onmouseover="alert(1)',
    "@cleo<script>alert(1)</script> [quote=<img src=x onerror=alert(1)>, post:1]x[/quote]",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "\u202e<script>alert(1)</script>\ufeff",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x",
]
STARTS = ["/", "/topics", "/events", "/events?past=1", "/rituals", "/members", "/promises"]
STARTS += ["/acts"]
STARTS += ["/charter", "/council", "/fidelity", "/support", "/me/measured", "/me/profile"]


@pytest.mark.slow
def test_stored_texts_stay_texts(app: Flask) -> None:
    for shift in range(0, len(CORPUS), 4):
        corpus = CORPUS[shift:] + CORPUS[:shift]
        with app.app_context():
            empty(db.db.engine.dialect.name)
        people = Cast(app)
        house = furnish(app, people, cycle(corpus))
        starts = [*STARTS, f"/p/{house.post}/history", f"/t/{house.topic}"]
        for name in ("ada", "cleo"):
            pages = walk(sign_in(app, people, name), starts, alike=3)
            assert len(pages) > 25
            found = {path: page.found for path, page in pages.items() if page.found}
            assert not found


def test_refused_forms_give_back_texts_as_texts(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    client = sign_in(app, cast, "ada")
    pages = walk(client, STARTS, alike=2)
    forms = {f"{f.method} {f.action}": f for page in pages.values() for f in page.forms}
    tried = 0
    for form in forms.values():
        if form.method != "POST" or form.action == "/sign-out":
            continue
        for payload in CORPUS[:8]:
            answer = client.post(form.action, data=dict.fromkeys(form.fields, payload))
            assert answer.status_code < 500, form.action
            if answer.mimetype == "text/html" and answer.status_code >= 400:
                assert not read(answer.get_data(as_text=True)).found, form.action
                tried += 1
    assert tried > 40
