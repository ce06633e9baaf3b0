"""Everything a person reads is there in French, with the same placeholders as in English."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tribe.base.i18n import CATALOGUES, read_catalogue

ROOT = Path(__file__).parent.parent.parent
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None,
    "Message": None, "Counted": (1, 2), "Sentence": None, "CountedSentence": (1, 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
Message = str | tuple[str, ...]


@cache
def messages() -> dict[Message, str]:
    """Each text of code and templates, with where it was found first."""
    found: dict[Message, str] = {}
    for folder, method in (("tribe", "python"), ("templates", "jinja2.ext:babel_extract")):
        pattern = "**.py" if method == "python" else "**.html"
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, [(pattern, method)], {pattern: {"trimmed": "true"}}, KEYWORDS
        ):
            found.setdefault(message, f"{folder}/{name}:{line}")
    return found


def test_every_text_has_its_french() -> None:
    catalogue = read_catalogue("fr")
    missing = [
        f"{where}: {message!r}"
        for message, where in messages().items()
        if (entry := catalogue.get(message if isinstance(message, str) else message[0])) is None
        or not entry.string
        or not all(entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,))
        or entry.fuzzy
    ]
    assert not missing, "\n".join(sorted(missing))


def test_a_text_has_one_french() -> None:
    """The files of the features become one catalogue: of two, one would never be read."""
    told: dict[str, dict[str, str]] = {}
    for path in sorted(CATALOGUES.glob("fr/LC_MESSAGES/*.po")):
        for message in read_po(path.read_bytes().splitlines(keepends=True)):
            if message.id:
                told.setdefault(str(message.id), {})[path.stem] = str(message.string)
    torn = {text: said for text, said in told.items() if len(set(said.values())) > 1}
    assert not torn


def test_the_french_keeps_the_placeholders() -> None:
    wrong = []
    for message in read_catalogue("fr"):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        wrong += [f"{ids[0]!r}" for text in strings if set(PLACEHOLDER.findall(text)) - wanted]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path", sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")), ids=lambda p: p.stem
)
def test_no_room_carries_texts_that_nobody_says(path: Path) -> None:
    said = {message if isinstance(message, str) else message[0] for message in messages()}
    with path.open("rb") as source:
        kept = [m.id if isinstance(m.id, str) else m.id[0] for m in read_po(source) if m.id]
    assert not sorted(set(kept) - said)


def test_no_template_joins_words_by_an_english_colon() -> None:
    """French has a space before it, so that the catalogue writes it."""
    joined = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if re.search(r"}}: ?{{", path.read_text())
    ]
    assert joined == []


def test_french_signs_do_not_stand_alone_on_a_line() -> None:
    catalogue = read_catalogue("fr")
    said = [
        text for m in catalogue for text in ([m.string] if isinstance(m.string, str) else m.string)
    ]
    assert any("\u202f?" in text for text in said)
    assert not [text for text in said if re.search(r" [;:?!»]|« ", text)]


def test_sentences_of_measures_have_all_their_places_in_every_language() -> None:
    """What a sentence tells in English it tells in French too: no number is left out."""
    wrong = []
    for path in CATALOGUES.glob("*/LC_MESSAGES/measures.po"):
        with path.open("rb") as source:
            messages = [message for message in read_po(source) if message.id]
        assert messages
        for message in messages:
            plural = isinstance(message.id, (tuple, list))
            ids = message.id if plural else (message.id,)
            strings = message.string if plural else (message.string,)
            for text, said in zip((ids[0], *ids[1:] * (len(strings) - 1)), strings, strict=True):
                if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(said)):
                    wrong.append(f"{text!r}: {said!r}")
                if plural:  # no value is missing: a lone per cent sign would be one
                    assert said % dict.fromkeys(re.findall(r"%\((\w+)\)", ids[-1]), "")
    assert not wrong, "\n".join(wrong)


def test_numbers_know_no_language() -> None:
    """Measures give texts of the catalogue and typed values; no line of theirs is French."""
    french = re.compile(
        r"""[«»éèêàùçÉÈÀŒœ]|["']fr["']|\b(?:que|dans|avec|sont|leurs?|entre eux|liens?|membres)\b"""
    )
    cited = re.compile("Hébert-Dufresne|Péter Érdi")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / "tribe/graph").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if french.search(cited.sub("", line))
    ]
    assert not found, "\n".join(found)


def test_no_text_of_a_message_is_put_together_at_run_time() -> None:
    """What is not written out as a text would not be found by those who translate."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "tribe").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("Message", "Counted")
        and not all(
            isinstance(text, ast.Constant) and text.value
            for text in call.args[: 1 if call.func.id == "Message" else 2]
        )
    ]
    assert not found, "\n".join(found)


def test_no_text_is_said_within_another_string() -> None:
    """Of a text within f"" no catalogue knows, so that it would be English to everybody."""
    found = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in sorted((ROOT / "tribe").rglob("*.py"))
        for outer in ast.walk(ast.parse(path.read_text()))
        if isinstance(outer, ast.JoinedStr)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Name)
        and inner.func.id in KEYWORDS
        and any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in inner.args)
    ]
    assert not found


def test_no_french_word_that_elides_stands_before_a_name() -> None:
    told = re.compile(r"\b(de|que) (« )?%\((name|member|brand|place|site)\)s", re.IGNORECASE)
    wrong = [
        f"{text!r}"
        for message in read_catalogue("fr")
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
        if told.search(text)
    ]
    assert not wrong, "\n".join(wrong)
