"""An address with a control character leads nowhere, on every database."""

import re

from flask import Flask

from tests.conftest import Cast, sign_in
from tests.world import furnish


def test_no_word_of_an_address_has_control_characters(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    client, tried = sign_in(app, cast, "ada"), 0
    for rule in app.url_map.iter_rules():
        if not re.search(r"<\w+>", rule.rule):
            continue
        path = re.sub(r"<any\((\w+).*?>", r"\1", re.sub(r"<int:\w+>", "1", rule.rule))
        for unseen in ("%00", "a%00", "%1f", "%7f"):
            asked = re.sub(r"<\w+>", unseen, path)
            for method in (rule.methods or set()) & {"GET", "POST"}:
                assert client.open(asked, method=method).status_code in (404, 405), asked
                tried += 1
    assert tried > 100
