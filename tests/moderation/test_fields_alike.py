"""What stands side by side on the pages of moderation looks alike, and cards stand apart."""

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, fay, quarter

__all__ = ["fay", "quarter"]


def test_the_rule_is_typed_in_a_field_like_the_one_for_why(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0)
    page = enter(app, cast, "ben").get(f"/moderation/cases/{case}").text
    assert 'id="f-rule"' in page
    assert "input--title" not in page


@pytest.mark.parametrize("path", ["/me/reported", "/moderation/reasons"])
def test_cards_of_a_list_stand_apart(app: Flask, cast: Cast, quarter: Quarter, path: str) -> None:
    quarter.report(0, by="ada")
    quarter.report(1, by="ada")
    client = enter(app, cast, "ada")
    for rule in ("Be kind", "Be brief"):
        reason = {"kind": "harm", "rule": rule, "english": "So", "french": "Ainsi", "position": "1"}
        assert client.post("/moderation/reasons", data=reason).status_code == 303
    page = client.get(path).text
    cards = page.split('<div class="stack">')[1].split("</div>\n")[0]
    assert cards.count('<article class="sheet stack') >= 1
