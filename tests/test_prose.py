"""What was written elsewhere cooks to the same words here."""

import html
import re
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.importers.reading import Refusal, read_dump
from tribe.markup import cook
from tribe.markup.prose import escape, from_comment, from_html

BASE = "https://knitting.stackexchange.com"
SIGNS = "aé1 *_`[]()<>&;#-+=.!|~\\$:/'\"x^@{}\n"


def words(page: str) -> str:
    """What a page says, without spaces; raised figures as figures."""
    text = BeautifulSoup(page, "html.parser").get_text()
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("−", "-")


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from(SIGNS), max_size=60))
def test_any_text_keeps_its_words(text: str) -> None:
    page = f"<p>{html.escape(text)}</p>"
    assert words(cook(from_html(page, BASE)).html) == words(page)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet=st.sampled_from(SIGNS), max_size=12), max_size=6))
def test_text_among_tags_keeps_its_words(pieces: list[str]) -> None:
    names = ("em", "strong", "code", "a href='https://example.org/x'", "s", "sup")
    page = "".join(
        f"<{name}>{html.escape(piece)}</{name.split()[0]}>{html.escape(piece)} "
        for name, piece in zip(names, pieces, strict=False)
    )
    got = cook(from_html(f"<p>a {page}</p>", BASE)).html
    assert words(got) == words(f"<p>a {page}</p>")


@pytest.mark.parametrize(
    ("page", "cooked"),
    [
        ("<p>a<br>b</p>", "<p>a<br>\nb</p>\n"),
        ("<p>one\ntwo</p>", "<p>one two</p>\n"),
        ("<p>x<sup>2</sup> and H<sub>2</sub>O</p>", "<p>x² and H₂O</p>\n"),
        ("<p><b>Note:</b>this</p>", "<p><strong>Note</strong>:this</p>\n"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("<blockquote><p>a</p></blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("<pre><code>a ``` b\n  c</code></pre>", "<pre><code>a ``` b\n  c\n</code></pre>\n"),
        ("<p>use <code>a*b*c</code></p>", "<p>use <code>a*b*c</code></p>\n"),
        ("<h2>Why?</h2>", "<h4>Why?</h4>\n"),
    ],
)
def test_the_form_of_a_text_survives(page: str, cooked: str) -> None:
    assert cook(from_html(page, BASE)).html == cooked


@pytest.mark.parametrize(
    "formula",
    [
        r"$|\psi\rangle = a_1|0\rangle + b_1|1\rangle$",
        r"$$U = \begin{pmatrix}1 & 0 \\ 0 & -1\end{pmatrix},\, x^*y^*$$",
        r"$a<b$",
    ],
)
def test_formulas_survive_to_the_letter(formula: str) -> None:
    page = f"<p>Let {html.escape(formula)} hold *for* all</p>"
    cooked = cook(from_html(page, BASE)).html
    assert f'<span class="math">{html.escape(formula, quote=False)}</span>' in cooked
    assert "*for*" in cooked
    comment = cook(from_comment(f"if {formula} then *yes*")).html
    assert f'<span class="math">{html.escape(formula, quote=False)}</span>' in comment
    assert "<em>yes</em>" in comment


def test_spaces_within_the_dollars_of_a_formula_are_dropped() -> None:
    assert from_html("<p>$ x_1 $</p>", BASE) == "$x_1$"


def test_addresses_are_whole_and_safe() -> None:
    page = (
        '<p><a href="/q/5">five</a> <a href="//example.org/a_(b)">b</a> '
        '<a href="javascript:alert(1)">bad</a> <a href="http://x.y/">http://x.y/</a></p>'
    )
    cooked = cook(from_html(page, BASE))
    assert cooked.links == (f"{BASE}/q/5", "https://example.org/a_(b)", "http://x.y/")
    assert "javascript" not in cooked.html
    assert "bad" in cooked.text


def test_pictures_become_links_to_them() -> None:
    page = '<p><img src="https://i.example.org/k.png" alt="a knot"> <img src="/l.png" alt=""></p>'
    cooked = cook(from_html(page, BASE))
    assert "<img" not in cooked.html
    assert cooked.text == "a knot l.png"
    assert cooked.links == ("https://i.example.org/k.png", f"{BASE}/l.png")


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script><p>a</p>",
        "<p onclick=alert(1)>a</p><iframe src=//x></iframe>",
        "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
        '<p><a href="https://x/&quot;onmouseover=&quot;alert(1)">a</a></p>',
    ],
)
def test_nothing_that_runs_survives(page: str) -> None:
    cooked = cook(from_html(page, BASE)).html
    parsed = BeautifulSoup(cooked, "html.parser")
    assert not parsed.find(["script", "iframe", "img"])
    assert not [name for tag in parsed.find_all() for name in tag.attrs if name.startswith("on")]


@pytest.mark.parametrize(
    ("comment", "cooked"),
    [
        ("*no* **really** `a_b`", "<p><em>no</em> <strong>really</strong> <code>a_b</code></p>\n"),
        ("1. first", "<p>1. first</p>\n"),
        ("# not a title", "<p># not a title</p>\n"),
        ("> said\n- who", "<p>&gt; said - who</p>\n"),
        ("2*3*4 and a_b_c", "<p>2*3*4 and a_b_c</p>\n"),
        ("[edit] your post", "<p>[edit] your post</p>\n"),
        ("a \\rangle b", "<p>a \\rangle b</p>\n"),
    ],
)
def test_comments_know_less(comment: str, cooked: str) -> None:
    assert cook(from_comment(comment)).html == cooked


def test_links_in_comments() -> None:
    comment = "see [the _other_ one](https://example.org/a_b_c) or https://example.org/d_e_f"
    cooked = cook(from_comment(comment))
    assert cooked.links == ("https://example.org/a_b_c", "https://example.org/d_e_f")


def test_plain_text_is_no_markdown() -> None:
    assert escape("a_b *c* [d](e)") == r"a_b \*c\* \[d\](e)"


def test_every_post_of_a_real_site_keeps_its_words(shared: Path) -> None:
    refused: list[Refusal] = []
    rows = read_dump(shared / "data" / "se-quantum-2018" / "Posts.xml.gz", refused)
    changed = []
    for one in rows:
        if one.values["PostTypeId"] not in ("1", "2"):
            continue
        body = re.sub(r"<img[^>]*>", "", one.values["Body"])
        if words(cook(from_html(body, BASE)).html) != words(body):
            changed.append(one.values["Id"])
    assert changed == []
    assert refused == []
