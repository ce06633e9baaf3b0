"""Components: what they say to eyes, ears and keyboards, and that they escape what is typed."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, render_template_string

from tribe.web.design.samples import FilledForm, Person

EVIL = '"><img src=x onerror=alert(1)>'


def render(app: Flask, source: str, **values: Any) -> str:
    """A piece of template, in English."""
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        return render_template_string(source, **values)


FORMS = '{% from "components/forms.html" import '


def test_a_field_is_tied_to_its_words(app: Flask) -> None:
    html = render(
        app,
        FORMS + 'text %}{{ text("seats", "Seats", "x", ["Write a number."], "Up to 60.") }}',
    )
    assert '<label class="field__label" for="f-seats">Seats</label>' in html
    assert 'aria-describedby="f-seats-error f-seats-help"' in html
    assert 'id="f-seats-error"' in html
    assert 'id="f-seats-help"' in html
    assert 'aria-invalid="true"' in html
    assert " required" in html


def test_an_optional_field_says_so(app: Flask) -> None:
    html = render(app, FORMS + 'text %}{{ text("seats", "Seats", optional=true) }}')
    assert "(optional)" in html
    assert "required" not in html
    assert "aria-" not in html


@pytest.mark.parametrize(
    "call",
    [
        'text("a", "A", evil, [evil], evil)',
        'textarea("a", "A", evil, [evil], evil)',
        'select("a", evil, [(evil, evil)], evil)',
        'radios("a", evil, [(evil, evil, evil)], evil)',
        'checkbox("a", evil, true, [evil], evil)',
        'datetime("a", evil, evil)',
    ],
)
def test_fields_escape_what_was_typed(app: Flask, call: str) -> None:
    name = call.split("(")[0]
    html = render(app, FORMS + f"{name} %}}{{{{ {call} }}}}", evil=EVIL)
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_textarea_keeps_its_first_empty_line(app: Flask) -> None:
    html = render(app, FORMS + 'textarea %}{{ textarea("a", "A", "\\n\\nlate") }}')
    kept = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert kept is not None
    assert kept[1] == "\n\nlate"


def test_the_summary_leads_to_each_field(app: Flask) -> None:
    form = FilledForm({}, {"title": ["Give a title."], "": ["Too many today."]})
    html = render(app, FORMS + "error_summary %}{{ error_summary(form) }}", form=form)
    assert '<a href="#f-title">Give a title.</a>' in html
    assert "<li>Too many today.</li>" in html
    assert 'role="alert"' in html
    none = render(app, FORMS + "error_summary %}{{ error_summary(form) }}", form=FilledForm({}))
    assert none.strip() == ""


def test_the_summary_says_of_which_field_it_speaks(app: Flask) -> None:
    form = FilledForm({}, {"title": ["Please fill this in."], "body": ["Please fill this in."]})
    call = 'error_summary %}{{ error_summary(form, {"title": "What is <it> called?"}) }}'
    html = render(app, FORMS + call, form=form)
    assert "What is &lt;it&gt; called? – Please fill this in.</a>" in html
    assert '<a href="#f-body">Please fill this in.</a>' in html


def test_options_are_chosen_by_value_whatever_its_type(app: Flask) -> None:
    html = render(
        app,
        FORMS + 'select %}{{ select("c", "C", [("Walks", none, [(1, "One")]), (2, "Two")], "2") }}',
    )
    assert '<optgroup label="Walks"><option value="1">One</option></optgroup>' in html
    assert '<option value="2" selected>Two</option>' in html


def test_a_button_sends_unless_told_otherwise(app: Flask) -> None:
    source = '{% from "components/buttons.html" import button %}'
    assert 'type="submit"' in render(app, source + '{{ button("Go") }}')
    plain = render(app, source + '{{ button("Go", html={"type": "button", "data-x": "1"}) }}')
    assert 'type="button"' in plain
    assert plain.count("type=") == 1
    assert 'data-x="1"' in plain


def test_an_act_carries_the_token_and_its_fields(app: Flask) -> None:
    html = render(
        app,
        '{% from "components/buttons.html" import act %}'
        '{{ act("Thank", "/p/1/thank", fields={"a": evil}) }}',
        evil=EVIL,
    )
    assert 'method="post" action="/p/1/thank"' in html
    assert 'name="csrf_token"' in html
    assert "<img" not in html


def test_the_brand_always_carries_its_mark(app: Flask) -> None:
    source = '{% from "components/people.html" import avatar, member_link %}'
    brand = Person("Atelier & Cie", 3, is_brand=True)
    html = render(app, source + "{{ avatar(m) }}{{ member_link(m) }}", m=brand)
    assert "avatar--brand" in html
    assert "badge--brand" in html
    assert 'href="/u/Atelier%20%26%20Cie"' in html
    person = render(app, source + "{{ member_link(m) }}", m=Person("Cleo", 2))
    assert "brand" not in person


def test_faces(app: Flask) -> None:
    source = '{% from "components/people.html" import avatar %}{{ avatar(m, "small") }}'
    letters = render(app, source, m=Person("Cleo Marsh", 11))
    assert "hue-11" in letters
    assert ">CM<" in letters
    picture = render(app, source, m=Person("Cleo", 2, avatar_key="k1"))
    assert 'src="/u/Cleo/avatar/k1.webp" alt=""' in picture


def test_a_writer_who_left_has_no_link(app: Flask) -> None:
    html = render(
        app, '{% from "components/people.html" import member_link %}{{ member_link(none) }}'
    )
    assert "a former member" in html
    assert "<a" not in html


@pytest.mark.parametrize(
    ("replies", "words"), [(0, "no reply yet"), (1, "1 reply"), (2, "2 replies")]
)
def test_a_topic_counts_its_replies_in_words(app: Flask, replies: int, words: str) -> None:
    html = render(
        app,
        '{% from "components/forum.html" import topic_row %}{{ topic_row(t, "/t/1", m, n, at) }}',
        t=EVIL,
        m=Person("Cleo", 2),
        n=replies,
        at=datetime(2025, 1, 2, tzinfo=UTC),
    )
    assert f"<span>{words}</span>" in html
    assert "<img" not in html


def test_a_rite_without_keepers_says_so(app: Flask) -> None:
    html = render(
        app,
        '{% from "components/gatherings.html" import rite_card %}'
        '{{ rite_card("First frost", "/rituals/frost", "Why", "once a year") }}',
    )
    assert "No keeper just now" in html
    assert ">F<" in html


def test_a_table_names_its_rows_and_columns(app: Flask) -> None:
    html = render(
        app,
        '{% from "components/figures.html" import data_table %}'
        '{{ data_table("Shares", ["Circle", "Share"], [["Walkers", 72]], numeric=[1]) }}',
    )
    assert "<caption>Shares</caption>" in html
    assert '<th scope="row">Walkers</th><td class="numeric">72</td>' in html
    assert 'tabindex="0" aria-label="Shares"' in html


def test_a_pager_has_only_the_ends_there_are(app: Flask) -> None:
    source = '{% from "components/navigation.html" import pager %}'
    assert render(app, source + "{{ pager() }}").strip() == ""
    older = render(app, source + '{{ pager(None, "/topics?before=9") }}')
    assert 'rel="next" href="/topics?before=9"' in older
    assert 'rel="prev"' not in older
