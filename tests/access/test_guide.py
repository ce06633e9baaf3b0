"""The guide's permission is made as the guide says, and holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe.base.errors import Forbidden, RuleBroken
from tribe.feature import Feature
from tribe.features import FEATURES
from tribe.web.errors import words

GUIDE = Path(__file__).parents[2] / "docs" / "developers" / "permissions.md"
RECIPE = re.compile(r"```python\n# tribe/lanterns/.*?\n(.*?)```", re.DOTALL)


@dataclass
class Lantern:
    """What the guide's rule is about."""

    made_by_id: int
    minutes: int = 0


def test_the_recipe_works(cast: Cast, another_app: Callable[..., Flask]) -> None:
    made: dict[str, Any] = {"Lantern": Lantern}
    for part in RECIPE.findall(GUIDE.read_text()):
        exec(compile(part, str(GUIDE), "exec"), made)  # noqa: S102 (our own guide)
    lanterns = Feature("lanterns", permissions=made["PERMISSIONS"], refusals=made["REFUSALS"])
    toy = another_app(features=(*FEATURES, lanterns))
    with toy.test_request_context():
        lantern = Lantern(made_by_id=cast.ids["cleo"])
        with pytest.raises(Forbidden) as refused:
            made["light"](cast.get("dov"), lantern)
        assert words(refused.value) == "Only whoever made a lantern lights it."
        made["light"](cast.get("cleo"), lantern)
        with pytest.raises(RuleBroken) as broken:
            made["light"](cast.get("ben"), lantern)
        assert words(broken.value) == "It burns already, for 1 minutes."
        assert "lanterns:lantern:light" in toy.extensions["permissions"]
