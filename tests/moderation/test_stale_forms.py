"""A form of an act says for which state it was drawn, and does nothing twice."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast
from tests.moderation.test_local import Apart as Browser
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide, undo
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Gone, Post
from tribe.mail import Mail
from tribe.moderation import services
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import NO_ACTION, Appeal, Decision
from tribe.moderation.services import Ruling

__all__ = ["quarter"]
CHANGED = "This changed after you opened the page."
CLOSE = "forum.topic.close"


def fields(client: Browser, path: str) -> dict[str, str]:
    return fields_of(client.get(path).text, path)


def fields_of(page: str, path: str) -> dict[str, str]:
    [form] = re.findall(rf'<form class="form"[^>]*? action="{path}".*?</form>', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form)
    return dict(hidden)


def count() -> int:
    return session.scalar(select(func.count()).select_from(Decision)) or 0


def mails() -> int:
    chosen = select(func.count()).select_from(Mail).where(Mail.kind == STATEMENT.name)
    return session.scalar(chosen) or 0


def test_what_was_removed_meanwhile_is_not_hidden_unknowingly(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    ada, path = enter(app, cast, "ada"), f"/p/{post.id}/hide"
    sent = fields(ada, path) | SAID | {"why": "You whispered loudly."}
    decide(cast, REMOVE, post.id)
    answer = ada.post(path, data=sent)
    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert "It is removed now." in answer.text
    assert "You whispered loudly." in answer.text
    session.expire_all()
    assert (post.gone, count()) == (Gone.MODERATOR, 1)
    again = ada.post(path, data=fields(ada, path) | SAID)
    session.expire_all()
    assert (again.status_code, post.gone, count()) == (303, Gone.HIDDEN, 2)


@pytest.mark.parametrize("act", ["close", "unlist", "slow", "pin", "remove"])
def test_so_it_is_of_a_topic(app: Flask, cast: Cast, quarter: Quarter, act: str) -> None:
    topic = quarter.topics[0].id
    ada, path = enter(app, cast, "ada"), f"/t/{topic}/{act}"
    more = {"minutes": "30", "pin": "category"}
    sent = fields(ada, path) | SAID | more
    made = decide(cast, CLOSE, topic)
    answer = ada.post(path, data=sent)
    assert (answer.status_code, count()) == (409, 1)
    assert CHANGED in answer.text
    undo(cast, made)
    assert ada.post(path, data=fields(ada, path) | SAID | more).status_code == 303


def test_so_it_is_of_an_account_and_of_bringing_back(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    dov, post = cast.ids["dov"], quarter.posts[0].id
    ada, path = enter(app, cast, "ada"), f"/moderation/members/{dov}"
    sent = fields(ada, path) | SAID | {"act": "members.member.warn"}
    decide(cast, "members.member.silence", dov, days=3)
    assert ada.post(path, data=sent).status_code == 409
    decide(cast, HIDE, post)
    back = f"/p/{post}/undelete"
    sent = fields(ada, back) | {"why": "It was fine"}
    decide(cast, REMOVE, post)
    assert ada.post(back, data=sent).status_code == 409


def test_a_judge_answers_about_what_they_read(app: Flask, cast: Cast, quarter: Quarter) -> None:
    post = quarter.posts[0].id
    made = services.appeal(cast.get("dov"), decide(cast, HIDE, post, days=1), "I whispered")
    session.commit()
    ada, path = enter(app, cast, "ada"), f"/moderation/appeals/{made.id}"
    sent = fields(ada, path) | {"outcome": "upheld", "words": "One day is right"}
    decide(cast, HIDE, post)
    answer = ada.post(path, data=sent)
    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert "One day is right" in answer.text
    session.expire_all()
    assert session.get_one(Appeal, made.id).outcome is None
    again = ada.post(path, data=fields(ada, path) | {"outcome": "upheld", "words": "For ever"})
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("path", "otherwise"),
    [
        ("/p/{post}/hide", {"days": "3"}),
        ("/t/{topic}/close", {"days": "3"}),
        ("/moderation/members/{dov}", {}),
    ],
)
def test_a_form_that_is_sent_again_does_nothing_twice(
    app: Flask, cast: Cast, quarter: Quarter, path: str, otherwise: dict[str, str]
) -> None:
    post, topic, dov = quarter.posts[0].id, quarter.topics[0].id, cast.ids["dov"]
    ben, address = enter(app, cast, "ben"), path.format(post=post, topic=topic, dov=dov)
    sent = SAID | {"csrf_token": "of one page", "act": "members.member.warn"}
    answers = [ben.post(address, data=sent) for _time in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert (count(), mails()) == (1, 1)
    anew = ben.post(address, data=sent | otherwise | {"csrf_token": "of another"})
    assert (anew.status_code, count()) == (303, 2)


def test_a_form_that_was_refused_can_be_sent_again(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    address = f"/t/{quarter.topics[0].id}/close"
    sent = {"csrf_token": "of one page", "why": ""}
    ben = enter(app, cast, "ben")
    assert ben.post(address, data=sent).status_code == 422
    assert ben.post(address, data=sent | SAID).status_code == 303
    assert count() == 1


@pytest.mark.parametrize("act", [REMOVE, NO_ACTION])
@pytest.mark.parametrize("change", ["edited", "hidden", "withdrawn"])
def test_so_it_is_of_a_case(
    app: Flask, cast: Cast, quarter: Quarter, act: str, change: str
) -> None:
    post, path = quarter.posts[0], f"/moderation/cases/{quarter.report(0)}"
    ada = enter(app, cast, "ada")
    typed = SAID | {"act": act, "why": "You zqxwhispered.", "words": "A zqxnote"}
    sent = fields(ada, path) | typed
    if change == "edited":
        forum.send_edit(cast.get("dov"), post, "I zqxsing")
    elif change == "hidden":
        ruling = Ruling(HIDE, "It was loud", "Be kind")
        services.decide_apart(cast.get("ben"), "post", post.id, ruling)
    else:
        forum.remove(cast.get("dov"), post)
    session.commit()
    before = count()
    answer = ada.post(path, data=sent)
    assert (answer.status_code, count()) == (409, before)
    assert CHANGED in answer.text
    for said in ("You zqxwhispered.</textarea>", "A zqxnote</textarea>", f'value="{act}" checked'):
        assert said in answer.text
    assert ("I zqxsing" in answer.text) is (change == "edited")
    assert "<h3>As it is now</h3>" in answer.text or change != "edited"
    again = ada.post(path, data=fields(ada, path) | typed)
    assert again.status_code in (303, 409)
    assert CHANGED not in again.text


def test_who_takes_or_notes_what_changed_meanwhile_reads_it_as_it_is(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    path, ada = f"/moderation/cases/{quarter.report(0)}", enter(app, cast, "ada")
    typed = fields(ada, path) | SAID | {"act": REMOVE}
    forum.send_edit(cast.get("dov"), quarter.posts[0], "I zqxsing")
    session.commit()
    page = ada.post(f"{path}/take", data=typed).text
    assert "I zqxsing" in page
    assert fields_of(page, path)["state"] != typed["state"]
