"""Templates speak to each reader in their language, and escape what they are given."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from tribe.base import i18n
from tribe.base.db import now
from tribe.base.i18n import read_catalogue, reader_locale
from tribe.events.labels import day as event_day
from tribe.voice.labels import long_day
from tribe.web.design.labels import last_time, long_moment

TEXTS = [
    ('{{ _("Topics") }}', "Topics", "Fils"),
    ('{{ _("admin") }}, {{ _("moderator") }}', "admin, moderator", "administration, modération"),
    ('{{ _("Reply to %(name)s", name="<b>") }}', "Reply to &lt;b&gt;", "Répondre à &lt;b&gt;"),
    ('{{ ngettext("%(num)s reply", "%(num)s replies", 0) }}', "0 replies", "0 réponse"),
    ('{{ ngettext("%(num)s reply", "%(num)s replies", 2) }}', "2 replies", "2 réponses"),
    ('{{ _("100 %% of <us>") }}', "100 % of <us>", "100 % of <us>"),
    ('{% autoescape false %}{{ _("Reply to %(name)s", name="<b>") }}{% endautoescape %}',)
    + ("Reply to <b>", "Répondre à <b>"),
]


@pytest.mark.parametrize(("template", "english", "french"), TEXTS)
def test_a_text_in_either_language(app: Flask, template: str, english: str, french: str) -> None:
    with app.test_request_context("/"):
        for language, text in (("en", english), ("fr", french), ("en", english)):
            with force_locale(language):
                assert render_template_string(template) == text


def test_values_are_put_in_beside_the_number(app: Flask) -> None:
    template = (
        '{{ ngettext("%(name)s and %(num)s other", "%(name)s and %(num)s others", n, name=w) }}'
    )
    with app.test_request_context("/"), force_locale("fr"):
        assert render_template_string(template, n=1, w="<i>") == "&lt;i&gt; et 1 autre"
        assert render_template_string(template, n=3, w="Cleo") == "Cleo et 3 autres"


def test_templates_share_their_globals(app: Flask) -> None:
    with app.test_request_context("/"):
        app.jinja_env.globals["lent"] = "for a while"
        try:
            assert render_template_string("{{ lent }}") == "for a while"
        finally:
            del app.jinja_env.globals["lent"]
        assert app.jinja_env.from_string("{{ own }}", globals={"own": 1}).render() == "1"
        assert "own" not in app.jinja_env.globals


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("fr-FR,en-US;q=0.7,en;q=0.3", "fr"),
        ("en-GB,fr;q=0.9", "en"),
        ("de,fr-CA;q=0.5,en;q=0.4", "fr"),
        ("en;q=0.2,fr;q=0.8", "fr"),
        ("fr;q=0,en", "en"),
        ("de-DE,it;q=0.5", "en"),  # neither: the place's own
        ("*", "en"),
        ("", "en"),
    ],
)
def test_the_language_that_a_browser_asks_for(app: Flask, header: str, locale: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": header}):
        assert reader_locale() == locale


def test_the_french_singular_says_none_too() -> None:
    """French takes the singular for 0, so a singular without its number would say one for none."""
    number = re.compile(r"%\(num\)s")
    wrong = [
        message.id[0]
        for message in read_catalogue("fr")
        if isinstance(message.id, (tuple, list))
        and number.search(message.string[-1])
        and not number.search(message.string[0])
    ]
    assert wrong == []


def test_french_has_one_name_for_one_thing() -> None:
    """As the glossary says; « au sujet de » is no name of a topic."""
    avoided = re.compile(r"\bcourriels?\b|(?<!au )\bsujets?\b|\ble e-mail|\bcontest", re.IGNORECASE)
    said = [
        text
        for message in read_catalogue("fr")
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert [text for text in said if avoided.search(text)] == []


def test_french_calls_an_e_mail_by_one_word() -> None:
    """Neither « courrier » nor « mail » alone; a postal address stays one."""
    avoided = re.compile(r"\bcourriers?\b|(?<!e-)\bmails?\b", re.IGNORECASE)
    said = [
        text
        for message in read_catalogue("fr")
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert [text for text in said if avoided.search(text)] == []


def test_a_day_stands_before_its_month(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        day = datetime(2026, 10, 15, 9, tzinfo=UTC)
        assert "15 October 2026" in long_day(day)
        assert "15 October 2026" in event_day(day)
        assert "15 Oct 2026" in long_moment(day)


def test_the_first_of_a_month_is_an_ordinal_in_french(app: Flask) -> None:
    first, eleventh = (datetime(2026, 6, day, 9, tzinfo=UTC) for day in (1, 11))
    with app.test_request_context("/"), force_locale("fr"):
        assert long_day(first) == "1er juin 2026"
        assert "1er juin" in event_day(first)
        assert long_day(eleventh) == "11 juin 2026"
    with app.test_request_context("/"), force_locale("en"):
        assert long_day(first) == "1 June 2026"


def test_the_last_time_is_said_in_a_sentence(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("fr"):
        assert last_time(now() - timedelta(days=2)) == "dernière fois il y a 2 jours"
        assert last_time(now() - timedelta(days=9)).startswith("dernière fois le ")


def test_texts_said_in_python_are_kept_for_each_language(context: Flask) -> None:
    for locale, thank, replies in (("fr", "Remercier", "2 réponses"), ("en", "Thank", "2 replies")):
        with force_locale(locale):
            assert i18n.gettext("Thank") == thank
            assert i18n.ngettext("%(num)s reply", "%(num)s replies", 2) == replies
            assert type(i18n.gettext("Thank")) is str
    assert i18n.gettext("to %(name)s", name="<b>") == "to <b>"


def test_a_moment_is_told_by_the_readers_clock(context: Flask) -> None:
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    with i18n.read_by("en", "Europe/Paris"):
        assert i18n.local_time(moment).isoformat() == "2026-07-02T00:30:00+02:00"
        assert i18n.local_time(moment.replace(tzinfo=None)) == moment
    with i18n.read_by("en", "America/New_York"):
        assert i18n.local_time(moment).isoformat() == "2026-07-01T18:30:00-04:00"
