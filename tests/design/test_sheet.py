"""What the style sheet does to the fields within others, and to what was said far above."""

import re
from pathlib import Path

CSS = Path(__file__).parent.parent.parent / "tribe" / "static" / "css"


def rules(within: str) -> dict[str, str]:
    """What is declared for each selector that speaks of this."""
    sheet = "".join(path.read_text() for path in sorted(CSS.glob("*.css")))
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    found: dict[str, str] = {}
    for selectors, declared in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        for one in selectors.split(","):
            if re.search(rf"{re.escape(within)}(?![\w-])", one):
                found[one.strip()] = found.get(one.strip(), "") + declared
    return found


def test_a_box_is_small_and_the_fields_beside_it_are_not() -> None:
    of_ticks = rules(".tick")
    sized = [one for one, declared in of_ticks.items() if re.search(r"(?<![\w-])width:", declared)]
    assert sized == [".tick > input"]  # not every input within: acts have fields of their own
    assert "grid-column: 2" in of_ticks[".tick > .field"]


def test_what_was_said_is_in_view_where_a_page_opens_further_down_and_lets_go() -> None:
    here = ".main:has(:target) > .flashes[role=status]"
    said = rules(".flashes")
    assert "position: sticky" in said[here]
    assert re.search(r"animation: let-go 1ms \d\ds forwards", said[here])
    assert "scroll-padding-top" in said["html:has(.main > .flashes[role=status])"]
    assert ":not(.flashes)" in said  # it lets go where nothing is to move, too
