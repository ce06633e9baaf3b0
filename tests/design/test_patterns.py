"""The pattern page and the guide show every component, and the guide's names are the code's."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COMPONENTS = ROOT / "templates" / "components"
GUIDE = (ROOT / "docs" / "developers" / "design-system.md").read_text()
PATTERNS = (ROOT / "templates" / "design" / "patterns.html").read_text()
INNER = {"label_of", "errors_of", "help_of", "aria"}  # parts of a field
IN_OTHERS = {"brand_mark", "flashes", "leaf"}  # seen inside others
UNSEEN = {"csrf_field", "kept_form", "version_field"}  # hidden fields, and a form that adds them
UNSEEN |= {"unsent", "fresh"}  # until words wait on the reader's device, or something came


def macros() -> dict[str, list[str]]:
    """Each macro with the names of its arguments."""
    found = {}
    for path in COMPONENTS.glob("*.html"):
        for name, arguments in re.findall(r"\{% macro (\w+)\((.*?)\) -?%\}", path.read_text()):
            if name not in INNER:
                found[name] = re.findall(r"(\w+)(?==|,|$)", re.sub(r"=[^,]+", "=", arguments))
    return found


@pytest.mark.parametrize("name", sorted(macros()))
def test_the_guide_explains_it(name: str) -> None:
    assert re.search(rf"\b{name}\(", GUIDE) or name == "flashes"


@pytest.mark.parametrize("name", sorted(set(macros()) - IN_OTHERS - UNSEEN))
def test_the_pattern_page_shows_it(name: str) -> None:
    assert re.search(rf"(\{{\{{|\{{% call|[}}=]) ?{name}\(", PATTERNS), name


@pytest.mark.parametrize("name", sorted(macros()))
def test_the_guide_names_its_arguments_as_they_are(name: str) -> None:
    for call in re.findall(rf"\b{name}\(([^`]*?)\)(?: %}}| }}}}|`)", GUIDE):
        keywords = re.findall(r"[ (,](\w+)=", "(" + call)
        assert set(keywords) <= {*macros()[name], "fields"}, f"{name}: {keywords}"


def test_the_guide_speaks_of_classes_that_exist() -> None:
    css = "".join(path.read_text() for path in (ROOT / "tribe/static/css").glob("*.css"))
    table = GUIDE.split("### Layout classes")[1].split("## Components")[0]
    names = re.findall(r"`([a-z_]+(?:-[a-z0-9]+)?(?:--[a-z]+)?)`", table)
    assert len(names) > 20
    for name in names:
        assert f".{name}" in css, name
