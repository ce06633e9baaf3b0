"""The operators' page of settings is the list of the declared ones."""

import re
from pathlib import Path

from flask import Flask

from tribe.settings.declared import declared_settings

PAGE = Path(__file__).parents[2] / "docs" / "operators" / "settings.md"


def test_the_page_lists_what_is_declared(context: Flask) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+?) \| (.+?) \|$", PAGE.read_text(), re.M)
    declared = [
        (
            setting.key,
            setting.kind.control,
            f"`{spelt}`" if (spelt := setting.kind.spell(setting.default)) else "–",
            f"{setting.label()}. {setting.help()}",
        )
        for setting in declared_settings().values()
    ]
    lines = "\n".join(f"| `{key}` | " + " | ".join(rest) + " |" for key, *rest in declared)
    assert rows == declared, f"put this into {PAGE.name}:\n{lines}"
