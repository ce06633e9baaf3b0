"""How decisions are told in French, whose words agree with what they speak of."""

from flask import Flask
from flask_babel import force_locale

from tribe.moderation.models import Decision
from tribe.moderation.statements import _restriction, _restriction_told
from tribe.web import moderated


def test_no_feminine_refers_to_what_is_masculine(app: Flask) -> None:
    """« Un membre a été averti. Elle n'enlève rien » spoke of a decision that no one had named."""
    with app.test_request_context(), force_locale("fr"):
        for name in moderated.register().acts:
            decision = Decision(act=name)
            for told in (_restriction_told(decision), _restriction(decision, is_beside=False)):
                assert told.startswith("Cela "), (name, told)
        told = _restriction_told(Decision(act="members.member.warn"))
        assert told == "Cela n’enlève rien à la personne concernée."
