"""Cooking: what members may write, what is taken out, and that no text takes long."""

import time
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribe.base.text import is_blank
from tribe.markup import (
    MAX_SOURCE_LENGTH,
    TooLong,
    cook,
    letter_of,
    mentioned_names,
    quotable,
    words_of,
)

MEMBERS = {"cleo": "/u/cleo", "dov": "/u/Dov", "élise_b": "/u/%C3%89lise_b"}

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "![a](javascript:alert(1))",
    '![a](http://x/"onerror="alert(1))',
    '[a](http://x "t\\" onmouseover=alert(1)")',
    "<javascript:alert(1)>",
    "||<b onclick=alert(1)>||",
    "$<script>alert(1)</script>$",
    "$$\n</div><script>alert(1)</script>\n$$",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "|<script>|\n|-|\n|<iframe src=//x>|",
    "[^<script>]\n\n[^<script>]: <style>@import 'x'</style>",
    "- [ ] <input autofocus onfocus=alert(1)>",
    "> [<img src=x onerror=alert(1)>](/p/1)",
]

HOSTILE = [
    *("http://a.", "[", "[a](", "*a ", "**a*", "`", "`a``", ">", "> ", "- ", "|", "||", "||a|| "),
    *("$", "$a ", "![[", "[a][b]", "[a]: /b\n", "[^a]", "<a", "&", "~~a", "* a\n", "- [ ] a\n"),
    *(
        "[^1]: a\n\n",
        "***a",
        "-\n",
        "a\n=\n",
        "@cleo ",
        "@a",
        "^[",
        "http://a.b ",
        "> [a](/p/1)\n\n",
    ),
    "|" * 1000 + "\n" + "-|" * 1000 + "\n" + "a\n" * 100,
]


ORDINARY = "Come with *flour* at [seven](https://a.example/b), said @ada.\n\n"


class Attributes(HTMLParser):
    """The names of all attributes of a page, read as a browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names += [name for name, _value in attrs]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_survives(payload: str) -> None:
    html = cook(payload).html.lower()
    assert "<script" not in html
    for word in ("<img", "<svg", "<style", "<iframe", "<form", '="javascript', '="data', '="vb'):
        assert word not in html
    attributes = Attributes()
    attributes.feed(html)
    assert not [name for name in attributes.names if name.startswith("on") or name == "style"]


def repeated(piece: str) -> str:
    return (piece * (32_000 // len(piece) + 1))[:32_000]


def cost(source: str) -> float:
    """Seconds of processor; the same text has three times as many on a busy machine."""
    began = time.process_time()
    cook(source, members=MEMBERS)
    return time.process_time() - began


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_takes_seconds(piece: str) -> None:
    """Beside an ordinary text of that length, which takes a tenth of one."""
    assert any(cost(repeated(piece)) < 20 * cost(repeated(ORDINARY)) for _ in range(3))


def test_a_source_has_a_longest_length() -> None:
    cook("a" * MAX_SOURCE_LENGTH)
    with pytest.raises(TooLong):
        cook("a" * (MAX_SOURCE_LENGTH + 1))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("a @|$[]()*_`>#-\n\\<&!^~:/p1é\ud800\x00"), max_size=120))
def test_any_text_can_be_cooked(source: str) -> None:
    cooked = cook(source, members=MEMBERS)
    assert "<script" not in cooked.html


def test_mentions_are_found_by_key_outside_code_links_and_addresses() -> None:
    source = "@cleo, @DOV! @Élise_b. x@dov.org `@nobody` [@cleo](/x) \\@dov @unknown"
    assert {"cleo", "dov", "élise_b", "unknown"} <= mentioned_names(source)
    cooked = cook(source, members=MEMBERS)
    assert cooked.mentions == ("cleo", "dov", "élise_b")
    assert cooked.html.count('class="mention"') == 3
    assert '<a href="/u/Dov" class="mention"' in cooked.html


def test_no_more_than_twenty_members_are_mentioned() -> None:
    many = {f"m{number}": f"/u/m{number}" for number in range(10, 60)}
    assert len(cook(" ".join(f"@{name}" for name in many), members=many).mentions) == 20


def test_a_quote_names_its_post_and_is_not_the_writers_own_words() -> None:
    source = "> [Cleo](/p/12)\n>\n> I say @dov\n>\n> > [Ada](/p/3)\n> > older\n\nMine, @cleo."
    cooked = cook(source, members=MEMBERS)
    assert cooked.quotes == (12,)
    assert cooked.mentions == ("cleo",)
    assert cooked.text == "Mine, @cleo."
    assert '<p class="quote__from"><a href="/p/12"' in cooked.html


def test_a_plain_blockquote_is_text() -> None:
    cooked = cook("> as the proverb says\n\nyes")
    assert cooked.quotes == ()
    assert cooked.text == "as the proverb says\nyes"


def test_a_spoiler_is_covered_and_stays_out_of_the_plain_text() -> None:
    cooked = cook("It was ||the *butler*|| again, a || b")
    assert '<span class="spoiler" tabindex="0">the <em>butler</em></span>' in cooked.html
    assert cooked.text == "It was … again, a || b"


def test_tables_tasks_strikes_and_footnotes() -> None:
    source = "|a|b|\n|:-|-:|\n|1|2|\n\n- [x] done\n\n~~no~~ yes[^1]\n\n[^1]: why"
    html = cook(source).html
    assert '<td align="right">2</td>' in html
    assert '<label><input checked="checked" disabled="disabled" type="checkbox"> done' in html
    assert "<s>no</s>" in html
    assert 'class="footnotes"' in html


def test_footnotes_of_two_posts_have_anchors_of_their_own() -> None:
    one, other = (cook(f"{word}[^1]\n\n[^1]: note").html for word in ("one", "other"))
    assert one.split('id="fn-')[1][:8] != other.split('id="fn-')[1][:8]


def test_formulas_stay_as_they_were_written_and_prices_are_no_formulas() -> None:
    cooked = cook("so $a_1 * b_2 * c$ and\n\n$$\nx_1 < y_2\n$$\n\n$5 and $10")
    assert '<span class="math">$a_1 * b_2 * c$</span>' in cooked.html
    assert "x_1 &lt; y_2" in cooked.html
    assert "<p>$5 and $10</p>" in cooked.html


def test_pictures_become_links_and_addresses_are_linked() -> None:
    cooked = cook("![a *cat*](https://pics.example/c.png) https://example.org/x.")
    assert "<img" not in cooked.html
    assert '<a href="https://pics.example/c.png"' in cooked.html
    assert cooked.links == ("https://pics.example/c.png", "https://example.org/x")
    assert 'rel="nofollow ugc noopener"' in cooked.html


def test_headings_stay_under_the_title_of_the_page() -> None:
    assert cook("# one\n\n##### five").html == "<h3>one</h3>\n<h6>five</h6>\n"


def test_threads_do_not_disturb_each_other() -> None:
    sources = [f"see https://example.org/{number} and @cleo" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        cooked = list(pool.map(lambda source: cook(source, members=MEMBERS), sources))
    assert [one.links for one in cooked] == [
        (f"https://example.org/{number}",) for number in range(200)
    ]


@pytest.mark.parametrize(
    ("source", "members", "linked"),
    [
        ("Merci @कमला", ["कमल", "कमला"], ["कमला"]),
        ("_@ben_", ["ben"], ["ben"]),
        ("@ada/@ben", ["ada", "ben"], ["ada", "ben"]),
        ("@ada/@ben/@cleo", ["ada", "ben", "cleo"], ["ada", "ben", "cleo"]),
        ("@cleo.Merci", ["cleo"], ["cleo"]),
        ("交给@cleo处理", ["cleo"], ["cleo"]),
        ("@处理cleo", ["处理"], ["处理"]),
        ("안녕@cleo님, @김철수가", ["cleo", "김철수"], ["cleo", "김철수"]),
        ("@cleo.m.", ["cleo", "cleo.m"], ["cleo.m"]),
        ("@x._y_.z", ["x._y_.z"], ["x._y_.z"]),
        ("**@cleo**, (@ben)", ["cleo", "ben"], ["cleo", "ben"]),
        ("cleo@ben.org a_@ben 2*@ben", ["ben"], []),
        ("-@ada-@ben.@cleo", ["ada", "ben", "cleo"], ["ada", "ben", "cleo"]),
        ("Merci...@ada (cf.@ben)", ["ada", "ben"], ["ada", "ben"]),
        ("https://example.org/-@ada https://example.org/x.@ada", ["ada"], []),
        ("https://example.org/@ada https://example.org/?by=@ada example.org/@ada", ["ada"], []),
        ("@brieuc-de-la-cote, @brieuc_2", ["brieuc"], []),
        ("@brieuc-, so", ["brieuc"], ["brieuc"]),
        (r"\@ada `@ada` [@ada](/x) @@ada", ["ada"], []),
        ("@Ada\u0301", ["adá"], ["adá"]),
    ],
)
def test_who_is_named(source: str, members: list[str], linked: list[str]) -> None:
    """Each name is looked up in the source, and it alone is linked."""
    assert set(linked) <= mentioned_names(source)
    cooked = cook(source, members={name: f"/u/{number}" for number, name in enumerate(members)})
    assert list(cooked.mentions) == linked
    assert cooked.html.count('class="mention"') == len(linked)


def test_a_name_with_underscores_is_not_slanted() -> None:
    assert "<em>" not in cook("@x._y_.z", members={"x._y_.z": "/u/x"}).html
    html = cook("_@ben_", members={"ben": "/u/ben"}).html
    assert html.startswith("<p><em><a ")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("https://xn--80ak6aa92e.com/login", "https://xn--80ak6aa92e.com/login"),
        ("https://example.org/%C3%A9t%C3%A9", "https://example.org/été"),
        ("https://example.org/%E2%80%AEfdp", "https://example.org/%E2%80%AEfdp"),
    ],
)
def test_an_address_is_read_as_it_is_spelt(source: str, text: str) -> None:
    assert f">{text}</a>" in cook(source).html


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("```\n>>> 1 + 1\n> mail\n```", "```\n>>> 1 + 1\n> mail\n```"),
        ("> theirs\ngoes on\n\nmine", "mine"),
        ("before\n\n> theirs\n>\n> > deeper\n\nafter", "before\n\nafter"),
        ("    > code", "> code"),
        ("- item\n\n  > within", "- item\n\n  > within"),
    ],
)
def test_only_one_s_own_words_are_quoted(source: str, kept: str) -> None:
    assert quotable(source) == kept


@pytest.mark.parametrize("source", ["if (a || b || c) then", "a||b||c", "f(x)||g(y)||h"])
def test_or_is_no_spoiler(source: str) -> None:
    cooked = cook(source)
    assert "spoiler" not in cooked.html
    assert cooked.text == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("who? ||the baker||.", "who? …."),
        ("the end (||he leaves||)", "the end (…)"),
        ("[||he||](https://example.org)", "…"),
        ("||he||(so they say)", "…(so they say)"),
    ],
)
def test_a_spoiler_is_covered(source: str, text: str) -> None:
    assert cook(source).text == text


NOTHING = ["&#8203;", "> ", "[](https://example.org)", "[^1]: x", "[a]: https://example.org"]
NOTHING += ["***", "#", "- \u200b", "**\u200b**", "[\u200b](/t/1)", "`\u200b`", "&nbsp;", "1."]
SOMETHING = ["\\", "||a||", "> [Ada](/p/1)\n>\n> hi", "```\nx\n```", "$x$", "$$\nx\n$$", "&amp;"]
SOMETHING += ["![](https://example.org/c.png)", "@ben", "|a|\n|-|\n|b|"]


@pytest.mark.parametrize("source", NOTHING)
def test_marks_alone_say_nothing(source: str) -> None:
    assert is_blank(words_of(source))


@pytest.mark.parametrize("source", SOMETHING)
def test_what_is_shown_says_something(source: str) -> None:
    assert not is_blank(words_of(source))


def test_a_letter_keeps_addresses_blocks_and_marks() -> None:
    source = (
        "See the [plan](https://example.org/p):\n\n- bread\n- [jam](/t/1)\n  - quince\n\n"
        "2. two\n3. three\n\nThen we eat.\nhttps://example.org/q"
    )
    assert letter_of(source) == (
        "See the plan (https://example.org/p):\n\n- bread\n- jam\n  - quince\n2. two\n3. three\n\n"
        "Then we eat.\nhttps://example.org/q"
    )


@pytest.mark.parametrize(
    ("source", "letter"),
    [
        ("It is ||the *baker*||!", "It is …!"),
        (
            "see [there](/t/1) and [here](//example.org/x) now",
            "see there (https://t.example/t/1) and here (https://example.org/x) now",
        ),
        ("|who|what|\n|-|-|\n|Ada|jam|\n|Ben||\n\nso", "who | what\nAda | jam\nBen |\n\nso"),
    ],
)
def test_a_letter_keeps_what_is_covered_and_leads_here(source: str, letter: str) -> None:
    assert letter_of(source, "https://t.example/events/1") == letter
