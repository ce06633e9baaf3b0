"""The queue and the pages of cases: found, taken, decided one by one and several at once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Cast, count_queries, sign_in
from tests.world import World, furnish
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.forum import services as forum
from tribe.forum.services import CategoryDraft
from tribe.moderation import services
from tribe.moderation.labels import TAKEN
from tribe.moderation.models import (
    NO_ACTION,
    CaseLook,
    CaseState,
    Decision,
    ModerationCase,
    ReportKind,
    SavedReason,
)
from tribe.moderation.services import ReasonDraft, Ruling
from tribe.rituals.models import Ritual
from tribe.web.moderated import read, register

WARN = "members.member.warn"
RULING = {"act": WARN, "rule": "Be kind", "why": "You shouted at zqxeveryone.", "ground": "rules"}


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    made = furnish(app, cast)
    with app.app_context():
        for case in session.scalars(select(ModerationCase).where(ModerationCase.state == "open")):
            case.state, case.decided_at = CaseState.DECIDED, now()
        session.commit()
    return made


@pytest.fixture
def ben(app: Flask, cast: Cast, world: World) -> FlaskClient:
    return sign_in(app, cast, "ben")


def report(app: Flask, cast: Cast, whom: str, kind: ReportKind, by: str = "cleo") -> int:
    """The case of an account."""
    with app.app_context():
        made = services.report(cast.get(by), "member", cast.ids[whom], kind, f"zqx{whom}")
        number = made.case_id
        session.commit()
        return number


def order_of(page: str) -> list[int]:
    """The numbers of the cases of a page."""
    return [int(number) for number in re.findall(r'name="case" value="(\d+)"', page)]


def test_what_is_illegal_stands_first_and_then_the_longest_wait(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    early = report(app, cast, "dov", ReportKind.SPAM)
    late = report(app, cast, "ines", ReportKind.HARM)
    illegal = report(app, cast, "ada", ReportKind.ILLEGAL)
    assert order_of(ben.get("/moderation").text) == [illegal, early, late]
    assert order_of(ben.get("/moderation?kind=harm").text) == [late]
    assert order_of(ben.get("/moderation?kind=nonsense&category=x").text) == [illegal, early, late]
    ben.post(f"/moderation/cases/{early}/take")
    assert order_of(ben.get("/moderation?who=me").text) == [early]
    assert order_of(ben.get("/moderation?who=nobody").text) == [illegal, late]


def test_the_queue_goes_on_over_pages_and_costs_the_same(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    costs = []
    for count in (1, 24):
        with app.app_context():
            for number in range(count):
                address = f"/nowhere/{count}/{number}"
                services.report_address(address, ReportKind.SPAM, "It sells")
            session.commit()
        with count_queries(app) as queries:
            first = ben.get("/moderation").text
        costs.append(len(queries))
    assert costs[0] == costs[1]
    [older] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = ben.get(older.replace("&amp;", "&")).text
    assert len(order_of(first)) == 20
    assert len(order_of(second)) == 5
    assert set(order_of(first)).isdisjoint(order_of(second))


def test_members_and_guests_see_nothing_of_it_and_pay_no_query_for_the_number(
    app: Flask, cast: Cast, world: World, client: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    for reader in (client, sign_in(app, cast, "cleo"), sign_in(app, cast, "dov")):
        for path in ("/moderation", f"/moderation/cases/{case}", "/moderation/waiting"):
            assert reader.get(path).status_code in (302, 303, 403, 404), path
        with count_queries(app) as queries:
            assert "data-queue" not in reader.get("/events").text
        assert not [one for one in queries if "moderation_case" in str(one)]
    page = sign_in(app, cast, "ben").get("/events").text
    assert "Moderation: 1 case waiting" in page


def test_a_case_says_what_was_what_is_and_who_said_so(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    with app.app_context():
        cast.get("dov").bio = "I bake zqxbread"
        session.commit()
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}").text
    assert "Nothing has changed since." in page
    with app.app_context():
        cast.get("dov").bio = "I bake zqxcake"
        session.commit()
    page = ben.get(f"/moderation/cases/{case}").text
    for said in ("zqxbread", "As it is now", "zqxcake", "zqxdov", "/u/cleo"):
        assert said in page, said
    assert WARN in page
    assert "Earlier decisions about this" in page  # the world's


def test_who_has_it_open_and_who_deals_with_it_is_seen(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    assert "opened it" not in ben.get(f"/moderation/cases/{case}").text
    ada = sign_in(app, cast, "ada")
    assert "ben" in ada.get(f"/moderation/cases/{case}").text.partition("opened it")[0][-80:]
    assert "opened it" in ben.get(f"/moderation/cases/{case}/pieces").text
    assert ben.head(f"/moderation/cases/{case}").status_code == 200
    ada.post(f"/moderation/cases/{case}/take")
    assert "is handling this." in ben.get(f"/moderation/cases/{case}/pieces").text
    ada.post(f"/moderation/cases/{case}/leave")
    assert "Nobody is handling this yet." in ben.get(f"/moderation/cases/{case}").text
    noted = ben.post(f"/moderation/cases/{case}/notes", data={"words": "I know zqxthem"})
    assert noted.status_code == 303
    assert "zqxthem" in ada.get(f"/moderation/cases/{case}").text
    assert ben.post(f"/moderation/cases/{case}/notes", data={"words": " "}).status_code == 422
    with app.app_context():
        assert len(session.scalars(select(CaseLook)).all()) == 2


def test_a_decision_is_made_and_leads_on_to_the_next(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    first = report(app, cast, "dov", ReportKind.HARM)
    second = report(app, cast, "ines", ReportKind.HARM)
    answer = ben.post(f"/moderation/cases/{first}", data=RULING | {"then": "next"})
    assert answer.location == f"/moderation/cases/{second}"
    answer = ben.post(f"/moderation/cases/{second}", data=RULING | {"act": NO_ACTION, "rule": ""})
    assert answer.location == "/moderation"
    assert order_of(ben.get("/moderation").text) == []
    assert f"/moderation/cases/{second}" in ben.get("/moderation?state=decided").text
    with app.app_context():
        acts = session.scalars(select(Decision.act).order_by(Decision.id)).all()
        assert list(acts)[-2:] == [WARN, NO_ACTION]


@pytest.mark.parametrize(
    "wrong",
    [{"why": " "}, {"rule": ""}, {"act": "forum.post.eat"}, {"days": "3"}, {"ground": "mood"}],
)
def test_a_decision_without_its_reasons_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, ben: FlaskClient, wrong: dict[str, str]
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    answer = ben.post(f"/moderation/cases/{case}", data=RULING | wrong)
    assert answer.status_code == 422
    assert "why" in wrong or "zqxeveryone" in answer.text
    with app.app_context():
        assert session.get_one(ModerationCase, case).is_open


def test_whoever_comes_second_is_told_so_and_keeps_their_words(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    sign_in(app, cast, "ada").post(f"/moderation/cases/{case}", data=RULING | {"act": NO_ACTION})
    answer = ben.post(f"/moderation/cases/{case}", data=RULING)
    assert answer.status_code in (409, 422)
    assert "This has already been decided." in answer.text
    assert "zqxeveryone" in answer.text
    assert "No action" in answer.text  # what the other decided
    filled = ben.post(f"/moderation/cases/{case}", data=RULING | {"fill": "1", "reason": "0"})
    for page in (answer.text, filled.text):
        assert "zqxeveryone" in page
        assert "Your text is still here to copy." in page
        assert f'action="/moderation/cases/{case}"' not in page
    pieces = ben.get(f"/moderation/cases/{case}/pieces").text
    assert "Your text is still here to copy." in pieces  # on pages that were open meanwhile
    assert "<button" not in pieces


def test_a_case_that_waits_keeps_its_buttons(app: Flask, cast: Cast, ben: FlaskClient) -> None:
    address = f"/moderation/cases/{report(app, cast, 'dov', ReportKind.HARM)}"
    for page in (address, f"{address}/pieces"):
        said = ben.get(page).text.partition('id="case-decide"')[2]
        assert said.count("<button") >= 2
        assert "still here to copy" not in said


def test_nobody_decides_about_themselves(app: Flask, cast: Cast, ben: FlaskClient) -> None:
    case = report(app, cast, "ben", ReportKind.HARM)
    assert ben.get(f"/moderation/cases/{case}").status_code == 404
    assert ben.post(f"/moderation/cases/{case}", data=RULING).status_code == 404


def test_several_are_decided_one_by_one_and_the_others_are_named(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    marked = [report(app, cast, name, ReportKind.SPAM) for name in ("dov", "ines", "ben")]
    with app.app_context():
        services.report_address("/nowhere", ReportKind.SPAM, "It sells")
        session.commit()
        other = session.scalars(
            select(ModerationCase.id).order_by(ModerationCase.id.desc())
        ).first()
    answer = ben.post("/moderation", data=RULING | {"case": [*marked, other]})
    assert answer.status_code == 409
    assert "2 cases decided." in answer.text
    assert "This case does not exist." in answer.text  # of what concerns themselves
    assert "That is not possible here, or no longer is. What can be done: No action." in answer.text
    assert answer.text.count("What can be done") == 1
    assert "zqxeveryone" in answer.text
    with app.app_context():
        open_ones = select(ModerationCase.id).where(ModerationCase.state == CaseState.OPEN)
        assert set(session.scalars(open_ones)) == {marked[2], other}
        kept = select(AuditEntry.kind).where(AuditEntry.why == RULING["why"])
        assert session.scalars(kept).all() == ["moderation.decided"] * 2
    rest = RULING | {"case": [other], "act": NO_ACTION, "rule": ""}
    assert ben.post("/moderation", data=rest).location == "/moderation"
    assert "Review or undo" not in ben.get("/moderation").text  # of what changed nothing
    nothing = ben.post("/moderation", data={"why": "So"})  # all that is missing is said at once
    assert nothing.status_code == 422
    for field in ("case", "act", "rule"):
        assert f'href="#f-{field}"' in nothing.text, field


def test_several_that_were_decided_lead_to_where_each_can_be_undone(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    marked = [report(app, cast, name, ReportKind.SPAM) for name in ("dov", "ines")]
    assert ben.post("/moderation", data=RULING | {"case": marked}).status_code == 303
    said = ben.get("/moderation").text
    assert '2 cases decided. <a href="/moderation?state=decided">Review or undo</a>' in said
    ways = re.findall(
        r'href="(/moderation/decisions/\d+)#undo"', ben.get("/moderation?state=decided").text
    )
    assert ben.post(f"{ways[0]}/undo", data={"words": "We were wrong"}).status_code == 303
    again = ben.get("/moderation?state=decided").text
    assert re.findall(r'href="(/moderation/decisions/\d+)#undo"', again) == ways[1:]


def test_what_was_asked_of_the_queue_outlives_a_refusal_and_a_decision(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    report(app, cast, "dov", ReportKind.SPAM)
    marked = report(app, cast, "ines", ReportKind.HARM)
    asked = "/moderation?kind=harm&thing=member"
    shown = ben.get(f"{asked}&marked=all").text
    action = re.search(r'action="([^"]+)" id="several"', shown)
    assert action is not None
    address = action[1].replace("&amp;", "&")
    assert address == asked
    refused = ben.post(address, data={"case": marked, "act": WARN, "rule": "", "why": ""})
    assert (refused.status_code, order_of(refused.text)) == (422, [marked])
    assert f'action="{action[1]}"' in refused.text
    done = ben.post(address, data=RULING | {"case": marked})
    assert (done.status_code, done.location) == (303, asked)


def test_saved_reasons_are_kept_by_admins_and_filled_in_without_a_script(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    ada = sign_in(app, cast, "ada")
    kept = {"kind": "harm", "rule": "Be kind", "english": "Do not zqxshout.", "french": "Zqxcri."}
    assert ben.post("/moderation/reasons", data=kept).status_code == 403
    assert ada.post("/moderation/reasons", data=kept | {"french": ""}).status_code == 422
    assert ada.post("/moderation/reasons", data=kept).status_code == 303
    with app.app_context():
        cast.get("dov").locale = "fr"
        session.commit()
        number = session.scalars(select(SavedReason.id).where(SavedReason.rule == "Be kind")).one()
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}?reason={number}&act={WARN}").text
    assert "Zqxcri." in page  # in the language of whom it concerns
    assert re.search(rf'value="{WARN}" checked', page)
    assert "Do not zqxshout." in ben.get(f"/moderation?reason={number}").text
    sent = {"fill": "1", "reason": str(number), "act": NO_ACTION, "why": "", "case": str(case)}
    page = ben.post(f"/moderation/cases/{case}", data=sent | {"act": WARN})
    assert (page.status_code, "Zqxcri." in page.text) == (200, True)
    page = ben.post("/moderation", data=sent).text
    assert "Do not zqxshout." in page
    assert re.search(rf'id="c-{case}"[^>]* checked', page)
    assert re.search(rf'id="c-{case}"[^>]* checked', ben.get("/moderation?marked=all").text)
    changed = kept | {"english": "Speak softly."}
    assert ada.post(f"/moderation/reasons/{number}", data=changed).status_code == 303
    assert "Speak softly." in ada.get("/moderation/reasons").text
    assert ada.post(f"/moderation/reasons/{number}/remove").status_code == 303
    assert ada.post(f"/moderation/reasons/{number}/remove").status_code == 404


def test_reasons_for_what_was_reported_stand_first_and_each_can_be_taken(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.SPAM)
    report(app, cast, "ines", ReportKind.HARM)
    illegal = report(app, cast, "ada", ReportKind.ILLEGAL)
    with app.app_context():
        numbers = {}
        for kind in (ReportKind.HARM, ReportKind.OTHER, ReportKind.SPAM):
            words = (f"About {kind}", f"Zqxwhy {kind}.", f"Zqxfr {kind}.")
            numbers[kind] = services.keep_reason(cast.get("ada"), ReasonDraft(kind, *words)).id
        session.commit()
    as_kept = ["harm", "other", "spam"]
    address = f"/moderation/cases/{case}"
    assert reasons_of(ben.get(address).text) == ["spam", "harm", "other"]
    assert reasons_of(ben.get("/moderation?kind=spam").text) == ["spam", "harm", "other"]
    assert reasons_of(ben.get(f"/moderation/cases/{illegal}").text) == as_kept
    assert reasons_of(ben.get("/moderation").text) == ["harm", "spam", "other"]
    sent = {"fill": "1", "why": "As I said", "case": str(case)}
    for path in (address, "/moderation"):
        for kind, number in numbers.items():
            filled = ben.post(path, data=sent | {"reason": str(number)})
            assert (filled.status_code, f"Zqxwhy {kind}." in filled.text) == (200, True)
            assert "As I said" in filled.text
            assert reasons_of(filled.text)[0] == "spam"  # of what is marked
        unknown = ben.post(path, data=sent | {"reason": "0"})
        assert unknown.status_code == 422
        assert "this reason is no longer saved." in unknown.text


def reasons_of(page: str) -> list[str]:
    """The saved reasons that a page offers, in order."""
    return re.findall(r"<option[^>]*>[^<]* – About (\w+)", page)


def test_acts_are_said_in_the_language_of_the_reader(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    page = ben.get(f"/moderation/cases/{case}", headers={"Accept-Language": "fr"}).text
    assert "Avertir" in page
    assert "Warn" not in page.partition("Décider")[2].partition("<aside")[0]


def test_letters_are_all_different(app: Flask, cast: Cast, ben: FlaskClient) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    for path in ("/moderation", f"/moderation/cases/{case}"):
        keys = re.findall(r'data-key="(\w)"', ben.get(path).text)
        assert len(keys) == len(set(keys)) > 2


def test_an_act_has_its_letter_everywhere_and_in_every_language(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    for path in ("/moderation", f"/moderation/cases/{case}"):
        for language in ("en", "fr"):
            page = ben.get(path, headers={"Accept-Language": language}).text
            assert 'data-key="a"' in page.partition(f'value="{WARN}"')[2][:30], (path, language)
            told = page.partition("data-keys-told")[2]
            shown = set(re.findall(r'data-key="(\w)"', page))
            listed = set(re.findall(r"<kbd>(\w+)</kbd>", told))
            assert shown <= listed, (path, language)
            walking = {"j", "k", "x", "Enter", "Entrée"} & listed
            assert listed - shown == (walking if path == "/moderation" else set())
    assert 'value="members.member.ban" data-key="b"' in page
    several = ben.get("/moderation").text
    for grave in ("members.member.ban", "members.member.suspend", "forum.member.sweep"):
        assert f'value="{grave}">' in several
    assert 'value="members.name.take"' not in several  # weighed for one person alone


def test_a_letter_that_chooses_several_acts_is_listed_once_with_all_of_them(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    with app.app_context():
        room = forum.create_category(cast.get("ada"), CategoryDraft("Zqxhall"))
        topic = forum.create_topic(cast.get("dov"), room, "Bread", "Buy it")
        said = forum.reply(cast.get("dov"), topic, "Buy more")
        for kind, number in (("topic", topic.id), ("post", said.id)):
            matter = read(kind, number)
            assert matter is not None
            services.open_case(kind, number, matter)
        session.commit()
    told = ben.get("/moderation").text.partition("data-keys-told")[2]
    listed = re.findall(r"<kbd>(\w+)</kbd></dt><dd>([^<]*)</dd>", told)
    assert len(listed) == len(dict(listed)) > 9
    assert dict(listed)["e"] == "Remove the post, Remove the topic"


def test_letters_of_acts_are_declared_and_no_type_has_one_twice(app: Flask) -> None:
    with app.app_context():
        offered = [act for act in register().acts.values() if act.is_offered]
        bare = {act.name for act in offered if not act.key}
        assert bare == {"aside.member.talk", "aside.member.pause"}  # which begin in a topic
        keys = [(act.subject_type, act.key) for act in register().acts.values() if act.key]
    assert len(keys) == len(set(keys))
    assert not {key for _kind, key in keys} & set(TAKEN)


def test_of_an_address_elsewhere_no_rule_is_asked_for_and_nobody_is_said_to_read(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    known = report(app, cast, "dov", ReportKind.HARM)
    with app.app_context():
        made, _secret = services.report_address("/nowhere", ReportKind.SPAM, "It sells")
        address = f"/moderation/cases/{made.case_id}"
        session.commit()
    for page, is_asked in ((f"/moderation/cases/{known}", True), (address, False)):
        shown = ben.get(page).text
        assert ('name="rule"' in shown) is is_asked
        assert ("the person concerned reads these words" in shown) is is_asked
        assert 'name="why"' in shown
    done = ben.post(address, data={"act": NO_ACTION, "why": "It lies elsewhere"})
    assert done.status_code == 303


def test_several_are_chosen_by_what_they_are_about(
    app: Flask, cast: Cast, ben: FlaskClient
) -> None:
    case = report(app, cast, "dov", ReportKind.HARM)
    with app.app_context():
        made, _secret = services.report_address("/nowhere", ReportKind.SPAM, "It sells")
        other = made.case_id
        session.commit()
    assert order_of(ben.get("/moderation?thing=member").text) == [case]
    assert order_of(ben.get("/moderation?thing=address").text) == [other]
    assert len(order_of(ben.get("/moderation?thing=nonsense").text)) == 2
    weights = re.findall(r'name="act" value="([^"]+)"', ben.get("/moderation").text)
    assert weights[0] == WARN
    assert weights[-2:] == ["forum.member.sweep", NO_ACTION]


def test_the_queue_has_no_word_of_what_is_private(
    app: Flask, cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        cast.get("dov").bio = "I bake zqxbread"
        session.commit()
    report(app, cast, "dov", ReportKind.HARM)
    ben = sign_in(app, cast, "ben")
    assert "zqxbread" in ben.get("/moderation").text
    monkeypatch.setattr("tribe.web.moderated.looked_as", lambda _kind: "messages.looked")
    assert "zqxbread" not in ben.get("/moderation").text


def test_a_reason_in_both_languages_is_asked_for(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        draft = ReasonDraft(ReportKind.SPAM, "No advertising", "It sells", " ")
        with pytest.raises(Exception, match="both_languages"):
            services.keep_reason(cast.get("ada"), draft)
        decided = services.decide_on(
            cast.get("ben"), "member", cast.ids["dov"], Ruling(WARN, "So", "Be kind")
        )
        assert decided.stands


def test_the_queue_shows_the_words_of_a_rite_without_their_marks(
    app: Flask, cast: Cast, ben: FlaskClient, world: World
) -> None:
    with app.app_context():
        rite = session.scalars(select(Ritual).where(Ritual.slug == str(world.rite))).one()
        rite.purpose = "*Each zqxfriday* we **meet**"
        session.commit()
        made = services.report(cast.get("dov"), "ritual", rite.id, ReportKind.SPAM, "It sells")
        number = made.case_id
        session.commit()
    assert "Each zqxfriday we meet" in ben.get("/moderation").text
    assert "*Each zqxfriday*" in ben.get(f"/moderation/cases/{number}").text  # whole, as typed
