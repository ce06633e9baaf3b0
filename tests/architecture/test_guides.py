"""The guides of developers speak of what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs").rglob("*.md")) + [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)(?:#[^)]*)?\)")


def test_the_architecture_names_every_package() -> None:
    page = (ROOT / "docs/developers/architecture.md").read_text()
    named = set(re.findall(r"`tribe/(\w+)`", page))
    there = {path.parent.name for path in (ROOT / "tribe").glob("*/__init__.py")}
    assert named == there


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_links_lead_somewhere(guide: Path) -> None:
    broken = [
        link for link in LINK.findall(guide.read_text()) if not (guide.parent / link).exists()
    ]
    assert not broken


def test_tests_that_the_guide_names_are_there() -> None:
    page = (ROOT / "docs/developers/testing.md").read_text()
    named = re.findall(r"`((?:\w+/)*test_\w+)`", page)
    for name in named:
        found = [ROOT / "tests" / folder / f"{name}.py" for folder in ("", "architecture")]
        assert any(path.is_file() for path in found), name


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
