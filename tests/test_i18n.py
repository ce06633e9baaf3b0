"""Templates speak to each reader in their language, and escape what they are given."""

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

TEXTS = [
    ('{{ _("Topics") }}', "Topics", "Fils"),
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
