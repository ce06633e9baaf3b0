"""What an appeal lost bars is said on the form, or is not offered; never only once it is sent."""

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.moderation.test_decided_edits import ACTS, PAGES, event_draft, rite_draft, ritual_of
from tests.moderation.test_local import Apart, Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, decide
from tests.world import World, furnish
from tribe.base.db import session
from tribe.events.models import Event
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import AppealOutcome, Decision, Ground, ReportKind
from tribe.moderation.services import Ruling
from tribe.moderation.services.reporting import report

__all__ = ["quarter"]
WARN, SILENCE, SUSPEND = (f"members.member.{act}" for act in ("warn", "silence", "suspend"))
LOST = "An appeal overturned"


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return furnish(app, cast)


def lose(cast: Cast, made: Decision, by: str) -> None:
    """Let an appeal overturn a decision."""
    appeal = services.appeal(cast.get(by), made, "Why?")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "It was fine")
    session.commit()


def offers(client: Apart, address: str, act: str) -> bool:
    return f'value="{act}"' in client.get(address).text


def test_of_an_account(app: Flask, cast: Cast, quarter: Quarter) -> None:
    dov = cast.ids["dov"]
    page = f"/moderation/members/{dov}"
    ben, ada = enter(app, cast, "ben"), enter(app, cast, "ada")
    assert offers(ben, page, WARN)
    lose(cast, decide(cast, SILENCE, dov, days=3), "dov")
    said = ben.get(page).text
    assert "Not for you to do here: " in said
    for act in (WARN, SILENCE, SUSPEND):
        assert f'value="{act}"' not in said
        assert offers(ada, page, act)
    sent = {"act": WARN, "rule": "Be kind", "why": "Again", "ground": "rules"}
    assert ben.post(page, data=sent).status_code == 403
    made = report(cast.get("ines"), "member", dov, ReportKind.HARM, "Again")
    session.commit()
    assert offers(ben, f"/moderation/cases/{made.case_id}", WARN)  # a new cause


def test_beside_words_that_others_reported_it_is_offered_again(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    ben, case = enter(app, cast, "ben"), f"/moderation/cases/{quarter.report(0)}"
    assert f'name="author_act" value="{WARN}"' in ben.get(case).text
    other = f"/moderation/cases/{quarter.report(1)}"
    sent = {"act": HIDE, "rule": "Be kind", "why": "You shouted.", "author_act": WARN}
    assert ben.post(other, data=sent | {"ground": "rules"}).status_code == 303
    for made in session.query(Decision).filter_by(act=WARN):
        lose(cast, made, "dov")
    assert f'name="author_act" value="{WARN}"' in ben.get(case).text  # of other words


@pytest.mark.parametrize("kind", ["post", "event", "ritual", "enactment"])
def test_of_the_words_of_posts_gatherings_rites_and_recaps(
    app: Flask, cast: Cast, world: World, kind: str
) -> None:
    with app.app_context():
        post = session.get_one(Post, world.post)
        choices = {
            "post": ("forum.post.edit", post.id, {"body": "Otherwise"}),
            "event": (ACTS["event"], world.event, {}),
            "ritual": (ACTS["ritual"], ritual_of(world).id, {}),
            "enactment": ("rituals.recap.edit", world.enactment, {"recap": "Otherwise"}),
        }
        act, number, chosen = choices[kind]
        if kind == "event":
            chosen = {"draft": event_draft(session.get_one(Event, number), title="Otherwise")}
        if kind == "ritual":
            chosen = {"draft": rite_draft(ritual_of(world), purpose="Otherwise")}
        path = f"/p/{post.id}/edit" if kind == "post" else PAGES[kind].format(world)
        ben, ada = enter(app, cast, "ben"), enter(app, cast, "ada")
        assert ben.get(path).status_code == 200
        ruling = Ruling(act, "Clearer so", ground=Ground.NONE, choices=chosen)
        made = services.decide_on(cast.get("ben"), kind, number, ruling)
        session.commit()
        whom = next(name for name, one in cast.ids.items() if one == made.member_id)
        lose(cast, made, whom)
        refused = ben.get(path)
        assert refused.status_code == 403
        assert LOST in refused.text
        assert ada.get(path).status_code == 200
