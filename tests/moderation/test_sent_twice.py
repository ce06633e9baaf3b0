"""Every form that makes a decision counts once, however often it is sent."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import func, select

import tribe
from tests.conftest import Cast
from tests.moderation.test_decided_edits import shown
from tests.moderation.test_local import RULING, Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide
from tests.world import World, furnish
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.moderation import services
from tribe.moderation.models import NO_ACTION, Decision
from tribe.web.once import FormSubmission

__all__ = ["quarter"]
NONE = {"act": NO_ACTION}
DECIDING = {  # what decides, undoes, or answers an appeal
    "decide",
    "decide_each",
    "decide_on",
    "decide_on_all",
    "decide_together",
    "decide_apart",
    "judge_both",
    "step_aside",
    "undo",
    "undo_both",
}


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return furnish(app, cast)


@dataclass(frozen=True)
class Sent:
    """A form, as one page drew it: where it goes, and what is typed; `by` whom."""

    path: str
    typed: dict[str, str]
    by: str = "ben"


def appealed(cast: Cast, quarter: Quarter) -> int:
    made = decide(cast, HIDE, quarter.posts[0].id, days=1)
    found = services.appeal(cast.get("dov"), made, "I whispered").id
    session.commit()
    return found


FORMS: dict[str, Callable[[Cast, Quarter], Sent]] = {
    "case": lambda _cast, q: Sent(f"/moderation/cases/{q.report(0)}", RULING),
    "case, then the next": lambda _cast, q: Sent(
        f"/moderation/cases/{q.report(0)}", RULING | {"then": "next"}
    ),
    "several": lambda _cast, q: Sent(
        "/moderation", RULING | {"act": "moderation.none", "case": str(q.report(0))}
    ),
    "account": lambda cast, _q: Sent(
        f"/moderation/members/{cast.ids['dov']}", SAID | {"act": "members.member.warn"}
    ),
    "hide": lambda _cast, q: Sent(f"/p/{q.posts[0].id}/hide", SAID),
    "remove": lambda _cast, q: Sent(f"/p/{q.posts[0].id}/delete", SAID),
    "bring back": lambda cast, q: Sent(
        f"/p/{decide(cast, REMOVE, q.posts[0].id).subject_id}/undelete", {"why": "Fine"}
    ),
    "close": lambda _cast, q: Sent(f"/t/{q.topics[0].id}/close", SAID),
    "remove topic": lambda _cast, q: Sent(f"/t/{q.topics[0].id}/remove", SAID),
    "split": lambda _cast, q: Sent(
        f"/t/{q.topics[0].id}/split", SAID | {"numbers": "2", "title": "Apart", "category": "hall"}
    ),
    "edit": lambda _cast, q: Sent(f"/p/{q.posts[0].id}/edit", SAID | {"body": "I whisper"}),
    "publish": lambda _cast, q: Sent(f"/moderation/held/{q.hold(0)}/publish", {}),
    "decline": lambda _cast, q: Sent(f"/moderation/held/{q.hold(0)}/decline", SAID),
    "undo": lambda cast, q: Sent(
        f"/moderation/decisions/{decide(cast, HIDE, q.posts[0].id).id}/undo", {"words": "Fine"}
    ),
    "answer": lambda cast, q: Sent(
        f"/moderation/appeals/{appealed(cast, q)}",
        {"outcome": "overturned", "words": "Fine"},
        "ada",
    ),
    "step aside": lambda _cast, q: Sent(
        f"/t/{q.topics[0].id}/aside",
        SAID
        | {"one": "cleo", "asks_one": "What", "other": "dov", "asks_other": "What", "days": "3"},
    ),
}


def records() -> tuple[int, int]:
    """How many decisions there are, and entries of the audit, which has all that was done."""
    session.expire_all()
    decisions = session.scalar(select(func.count()).select_from(Decision))
    return decisions or 0, session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def kept_forms() -> int:
    """How many forms are known as sent."""
    return session.scalar(select(func.count()).select_from(FormSubmission)) or 0


def fields_seen(page: str) -> dict[str, str]:
    """The versions of the things of cases that a page of the queue shows."""
    return dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))


def send_again(app: Flask, cast: Cast, form: Sent) -> None:
    """Send a form three times, its decisions undone after the first where that can be."""
    browser, before = enter(app, cast, form.by), records()
    typed = form.typed | {"csrf_token": "of one page"}
    first = browser.post(form.path, data=typed)
    assert first.status_code == 303, first.text
    done = records()
    assert done != before
    for made in session.scalars(select(Decision).where(Decision.undone_at.is_(None))).all():
        if services.may_undo(cast.get("ada"), made) and made.act != "moderation.none":
            services.undo(cast.get("ada"), made, "It was a whisper")
    session.commit()
    undone = records()
    for _time in range(2):
        again = browser.post(form.path, data=typed)
        assert (again.status_code, again.location) == (303, first.location)
        assert records() == undone


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_again_decides_nothing(
    app: Flask, cast: Cast, quarter: Quarter, name: str
) -> None:
    send_again(app, cast, FORMS[name](cast, quarter))


@pytest.mark.parametrize("name", [name for name in FORMS if name not in ("publish", "account")])
def test_a_form_that_is_refused_is_not_counted(
    app: Flask, cast: Cast, quarter: Quarter, name: str
) -> None:
    form = FORMS[name](cast, quarter)
    browser, before = enter(app, cast, form.by), records()
    typed = form.typed | {"why": " ", "words": " ", "csrf_token": "of one page"}
    for _time in range(2):
        answer = browser.post(form.path, data=typed)
        assert (answer.status_code, records()) == (422, before)
    assert kept_forms() == 0


@pytest.mark.parametrize("is_one_done", [False, True])
def test_several_of_which_some_are_refused_are_refused_again_in_words(
    app: Flask, cast: Cast, quarter: Quarter, is_one_done: bool
) -> None:
    decided, waiting = quarter.report(0), quarter.report(1)
    ben = enter(app, cast, "ben")
    assert ben.post(f"/moderation/cases/{decided}", data=RULING | NONE).status_code == 303
    marked = [str(decided), str(waiting)] if is_one_done else [str(decided)]
    seen = fields_seen(ben.get("/moderation").text)
    typed = RULING | seen | {"case": marked, "csrf_token": "of one page"}
    before = records()[0]
    first = ben.post("/moderation", data=typed)
    assert (first.status_code, records()[0]) == (409, before + is_one_done)
    if is_one_done:
        made = session.scalars(select(Decision).where(Decision.case_id == waiting)).one()
        services.undo(cast.get("ada"), made, "It was a whisper")
        session.commit()
    done = records()
    for _time in range(2):
        again = ben.post("/moderation", data=typed)
        assert (again.status_code, records()) == (409, done)
        assert again.text.count("This has already been decided.") == len(marked)


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("/events/{0.event}/edit", "title"),
        ("/rituals/{0.rite}/edit", "purpose"),
        ("/rituals/{0.rite}/enactments/{0.enactment}/recap", "recap"),
    ],
)
def test_so_it_is_of_gatherings_rites_and_recaps(
    app: Flask, cast: Cast, world: World, path: str, changed: str
) -> None:
    address = path.format(world)
    with app.app_context():
        filled = shown(enter(app, cast, "ben").get(address).text)
        typed = filled | {changed: "Altogether otherwise", "why": "Clearer so"}
        send_again(app, cast, Sent(address, typed))


def views() -> list[ModuleType]:
    """Every module that answers requests."""
    root = Path(tribe.__file__).parent
    found = [*root.glob("*/views.py"), *root.glob("*/views/*.py")]
    names = [".".join(("tribe", *one.relative_to(root).with_suffix("").parts)) for one in found]
    return [importlib.import_module(name.removesuffix(".__init__")) for name in sorted(names)]


def called(function: ast.FunctionDef) -> set[str]:
    """What a function calls or hands on, by its last name."""
    attributes = {one.attr for one in ast.walk(function) if isinstance(one, ast.Attribute)}
    return attributes | {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}


def deciding(module: ModuleType) -> set[str]:
    """The functions of a module that decide, or call one that does."""
    source = inspect.getsource(module)
    if "tribe.moderation" not in source and "tribe.aside" not in source:
        return set()
    found = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
    functions = {one.name: called(one) for one in found}
    reach = {name for name, names in functions.items() if names & DECIDING}
    while more := {name for name, names in functions.items() if names & reach} - reach:
        reach |= more
    return reach


def test_no_view_decides_without_counting_its_form_once(app: Flask) -> None:
    by_module = {module.__name__: deciding(module) for module in views()}
    counting = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        name = "arrange" if view.__name__.startswith("topic_") else view.__name__
        if "POST" in (rule.methods or ()) and name in by_module.get(view.__module__, ()):
            counting[rule.endpoint] = getattr(view, "counts_once", False)
    assert len(counting) >= 20
    assert [endpoint for endpoint, counts in counting.items() if not counts] == []
