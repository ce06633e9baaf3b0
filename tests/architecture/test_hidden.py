"""What an actor may not see is not shown to them, by whichever number or name they ask for it.

Every route is asked for things of categories that are not open to the actor, for removed posts,
suspended members and reports: in its path, in its query and in each field of its form. None of
their words may stand in any answer, nor in its headers.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from tests.architecture.places import address_of, known_parts
from tests.conftest import Cast, sign_in
from tests.looks import say_why
from tests.stating import intent_of
from tests.walking import walk
from tests.world import World, appoint_fay, furnish
from tribe.base.db import db, now, session
from tribe.bookmarks.models import Bookmark
from tribe.forum import services as forum
from tribe.forum.models import Audience, Category, CategoryPermission, Topic
from tribe.forum.queries import list_posts
from tribe.forum.services.preparing import Prepared
from tribe.members.models import Trait, TraitKind
from tribe.messages import services as messages
from tribe.messages.models import PrivateMessage
from tribe.reports.models import Snapshot, SnapshotState
from tribe.rituals import queries as rites
from tribe.rituals import services as rituals

ATTIC = ("zibeline", "quagmire", "flummoxed", "ombudsman", "xylotomy", "recalcitrant")
VAULT = ("bathyscaphe", "kinkajou", "ullage")
GONE, PRIVATE, REPORT = ("hornswoggle",), ("perspicacity", "susurration"), ("thaumaturgy",)
WAY_IN = ("meet.example/hall",)  # of the world's online gathering, for those who go to it
WHISPERED = ("tmesis", "quincunx")  # in private, by Dov to Ada
NOTED = ("sesquipedalian",)  # with a bookmark of Dov's, for Dov alone
HIDDEN = {
    "-": (*ATTIC, *VAULT, *GONE, *PRIVATE, *REPORT, *NOTED, *WHISPERED, *WAY_IN),
    "cleo": (*ATTIC, *VAULT, *GONE, *PRIVATE, *REPORT, *NOTED, *WHISPERED),
    "fay": (*ATTIC, *VAULT, *PRIVATE, *REPORT, *NOTED, *WHISPERED, *WAY_IN),  # moderates the hall
    "ben": (*VAULT, *REPORT, *NOTED, *WHISPERED),
}
# in parameters of statements, as either database has them: no two requests are of one moment
MOMENT = re.compile(
    r"datetime\.datetime\([^()]*(\([^()]*\))?[^()]*\)|\d{4}-\d\d-\d\d[ T][\d:.]+|\d{9,}\.\d+"
)
WRITES = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
SAID, ALIKE = "some words", 8
LEFT_OUT = {"static", "accounts.sign_out"}  # they take no name of anything


@dataclass(frozen=True)
class Hidden:
    """The world, and the numbers and names by which hidden things are asked for."""

    world: World
    keys: tuple[str, ...]


def hide(app: Flask, cast: Cast) -> Hidden:
    """Fill a world, and put things into it that few may see."""
    world = furnish(app, cast)
    appoint_fay(app, cast)
    with app.app_context():
        ada, ben, eve, dov = (cast.get(name) for name in ("ada", "ben", "eve", "dov"))
        attic = _category("attic", ATTIC[4], Audience.MODERATOR)
        vault = _category("vault", VAULT[2], Audience.ADMIN)
        topic = forum.create_topic(ben, attic, ATTIC[0], f"It is {ATTIC[1]}")
        post = forum.reply(ben, topic, f"Then it was {ATTIC[2]}")
        forum.edit(ben, post, f"So it was {ATTIC[3]}")
        told = Prepared(f"{ATTIC[0]}.txt", "text/plain", f"In short {ATTIC[1]}".encode())
        [file] = forum.keep_waiting(ben, [told])
        forum.add_files(ben, post, [file])
        locked = forum.create_topic(
            ada, vault, VAULT[0], f"It is {VAULT[1]}", intent=intent_of(ada)
        )
        rite = rites.get_ritual(world.rite)
        assert rite is not None
        enactment = rituals.enact(ben, rite, topic=topic)
        rituals.recap(ben, enactment, f"We were {ATTIC[5]}")
        hall = session.get_one(Topic, world.topic)
        gone = forum.reply(dov, hall, f"I said {GONE[0]}")
        forum.remove(ben, gone)
        eve.bio, eve.bio_html = PRIVATE[0], f"<p>{PRIVATE[0]}</p>"
        session.add(Trait(member_id=eve.id, kind=TraitKind.VALUE, position=0, text=PRIVATE[1]))
        whispered = messages.begin(dov, [ada], WHISPERED[0], f"It is {WHISPERED[1]}")
        message = session.scalars(
            select(PrivateMessage).where(PrivateMessage.conversation_id == whispered.id)
        ).one()
        mark = Bookmark(member_id=dov.id, subject_type="post", subject_id=post.id, note=NOTED[0])
        cleo = cast.ids["cleo"]
        kept = [("post", post.id), ("post", gone.id), ("topic", locked.id)]
        session.add_all([mark, *(_kept(cleo, *thing) for thing in kept)])
        session.flush()
        keys = [attic.slug, vault.slug, "eve", f"/t/{topic.id}", f"/t/{locked.id}", f"/p/{post.id}"]
        numbers = {
            file.id,
            topic.id,
            post.id,
            locked.id,
            gone.id,
            mark.id,
            enactment.id,
            attic.id,
            vault.id,
            whispered.id,
            message.id,
        }
        first = list_posts(locked.id, 1, 1)[0].id
        keys += [str(number) for number in sorted({*numbers, first})]
        session.commit()
    return Hidden(world, tuple(dict.fromkeys(keys)))


def keep_report(app: Flask, cast: Cast) -> None:
    """A report whose document holds a word; its page is for analysts and never made here."""
    with app.app_context():
        report = Snapshot(
            state=SnapshotState.DONE,
            requested_by_id=cast.ids["ines"],
            purpose="a look",
            since=None,
            until=now(),
            document={"words": REPORT[0]},
            drawing=None,
        )
        session.add(report)
        session.commit()


def _kept(member_id: int, subject_type: str, subject_id: int) -> Bookmark:
    """What a member put aside before they might not see it any more."""
    return Bookmark(member_id=member_id, subject_type=subject_type, subject_id=subject_id, note="")


def _category(slug: str, name: str, audience: Audience) -> Category:
    category = Category(slug=slug, name=name, description=f"About {name}")
    session.add(category)
    session.flush()
    session.add(
        CategoryPermission(
            category_id=category.id,
            audience=audience,
            may_see=True,
            may_reply=True,
            may_create=True,
        )
    )
    session.flush()
    return category


class Asked(ImmutableMultiDict[str, str]):
    """Parameters that remember which of them a view asked for, there or not."""

    names: set[str] = set()  # noqa: RUF012 (of all requests of one test)

    def get(self, key: str, *args: Any, **options: Any) -> Any:
        """Note the name, and answer; so do the others."""
        self.names.add(key)
        return super().get(key, *args, **options)

    def getlist(self, key: str, *args: Any, **options: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *args, **options)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self.names |= {*super().keys()}
        return super().__iter__()

    def items(self, *args: Any, **options: Any) -> Any:
        self.names |= {*super().keys()}
        return super().items(*args, **options)

    def lists(self) -> Any:
        self.names |= {*super().keys()}
        return super().lists()

    def values(self) -> Any:
        self.names |= {*super().keys()}
        return super().values()


class Overheard:
    """What the database was asked while a view answered, and whether it told anything hidden."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.asked: list[tuple[str, str]] = []
        self.told: set[str] = set()  # rows in which something hidden stands
        self.is_all_told = False  # where nobody can say which rows came

    def clear(self) -> None:
        """Forget the last view."""
        self.asked, self.is_all_told = [], False
        self.told.clear()

    def tells_apart(self, key: str) -> bool:
        """Whether the view could know a key by the rows that told something hidden."""
        word = re.compile(rf"(?<!\w){re.escape(key.rpartition('/')[2])}(?!\w)")
        return self.is_all_told or any(map(word.search, self.told))

    def note(
        self, _c: Any, cursor: Any, statement: str, parameters: Any, _ctx: Any, many: bool
    ) -> None:
        """Keep a statement, and ask it beforehand for all its rows."""
        self.asked.append((statement, MOMENT.sub("", repr(parameters))))
        if many or not statement.startswith(("SELECT", "WITH")):
            return
        if WRITES.search(statement):  # it cannot be asked twice
            self.is_all_told = True
            return
        beside = cursor.connection.cursor()
        rows = beside.execute(statement, parameters).fetchall()
        beside.close()
        said = repr(rows).lower()
        if any(word in said for word in self.words):
            told = (repr(row).lower() for row in rows)
            self.told |= {row for row in told if any(word in row for word in self.words)}


@contextmanager
def overhear(app: Flask, words: tuple[str, ...]) -> Iterator[Overheard]:
    """Listen to the database of an application."""
    heard = Overheard(words)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", heard.note)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", heard.note)


def hidden_places(rule: Rule, hidden: Hidden) -> Iterator[str]:
    """Addresses of a route: of what is open to all, and with each part naming a hidden thing."""
    known = known_parts(rule, hidden.world)
    yield address_of(rule, known)
    for name in rule.arguments:
        is_number = name.endswith("_id")
        for key in hidden.keys:
            if key.isdigit() == is_number and "/" not in key:
                yield address_of(rule, known | {name: key})


def fields_of_routes(app: Flask, client: FlaskClient) -> dict[str, dict[str, str]]:
    """For each route that a form goes to: its fields, and a value that each might have."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, dict[str, str]] = {}
    pages = walk(client, ["/", "/topics", "/charter", "/council", "/reports", "/me/sessions"], 2)
    for form in chain.from_iterable(page.forms for page in pages.values()):
        rule, _ = adapter.match(urlsplit(form.action).path, method=form.method, return_rule=True)
        fields = found.setdefault(rule.rule, {})
        for name, offered in form.fields.items():
            said = (value for value in offered if value and value not in HIDDEN["-"])
            fields.setdefault(name, next(said, SAID))
    for fields in found.values():
        fields.pop("csrf_token", None)
        spare_alike(fields)
    return found


def spare_alike(fields: dict[str, str]) -> None:
    """Keep two of the many choices in one form that offer the very same, such as of notices."""
    counts = Counter(fields.values())
    for said, count in counts.items():
        if said != SAID and count > ALIKE:
            for name in [name for name, other in fields.items() if other == said][2:]:
                del fields[name]


def kind_of(key: str) -> str:
    """Keys of one kind are told apart by what they name alone."""
    return "number" if key.isdigit() else "path" if "/" in key else "word"


def keys_apart(keys: tuple[str, ...], varied: list[str], heard: Overheard) -> Iterator[str]:
    """The keys that a view may answer differently, each sent by the taker before the next.

    Where a view answered without asking for any of the varied parameters, their other values
    would be answered alike. So would keys of one kind, once two of them made the view ask the
    database the very same, and all, once the first of each kind did: but for those that stand in
    rows which told something hidden, among which a view may look for them itself.
    """
    before, alike, named = dict[str, list[tuple[str, str]]](), set[str](), set[str]()
    firsts = {kind_of(key): key for key in reversed(keys)}
    others = [key for key in keys if key not in firsts.values()]
    for count, key in enumerate((*firsts.values(), *others)):
        if count == len(firsts) and all(asked == heard.asked for asked in before.values()):
            alike |= before.keys()
        kind = kind_of(key)
        if kind in alike and key not in named:
            continue
        Asked.names.clear()
        heard.clear()
        yield key
        if Asked.names.isdisjoint(varied):
            return
        named.update(filter(heard.tells_apart, keys))
        if before.get(kind) == heard.asked:
            alike.add(kind)
        before[kind] = heard.asked


def requests(
    app: Flask,
    hidden: Hidden,
    fields: dict[str, dict[str, str]],
    asked: dict[str, set[str]],
    heard: Overheard,
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, address and parameters of everything that is tried.

    Whoever takes them sends each before the next.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT:
            continue
        usual = fields.get(rule.rule, {})
        names = sorted({*usual, *asked.get(rule.rule, ())} - {"csrf_token"})
        for method in {"GET", "POST"} & (rule.methods or set()):
            here, *others = hidden_places(rule, hidden)
            for address in others:
                Asked.names.clear()
                yield method, address, {}
                if not Asked.names.isdisjoint(usual):
                    yield method, address, usual
            tried: list[tuple[list[str], dict[str, str]]] = [(names, {})] if names else []
            for name in names:
                tried += [([name], {}), ([name], usual)][: 1 + (method == "POST")]
            for varied, same in tried:
                for key in keys_apart(hidden.keys, varied, heard):
                    yield method, here, same | dict.fromkeys(varied, key)
                if Asked.names.isdisjoint(names):
                    break  # none of them was asked for, so that none changes the answer


def names_asked(app: Flask, client: FlaskClient, hidden: Hidden) -> dict[str, set[str]]:
    """Of each route the parameters that its view asks for when it is opened."""
    found: dict[str, set[str]] = {}
    for rule in opened(app):
        Asked.names.clear()
        client.get(next(hidden_places(rule, hidden)))
        found[rule.rule] = set(Asked.names)
    return found


def opened(app: Flask) -> Iterator[Rule]:
    """The routes that are read."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in LEFT_OUT:
            yield rule


def send(client: FlaskClient, method: str, address: str, typed: dict[str, str]) -> str:
    """All that an answer says, its headers included."""
    if method == "GET":
        answer = client.get(address, query_string=typed)
    else:
        answer = client.post(address, data=typed)
    headers = "".join(f"{name}: {value}\n" for name, value in answer.headers)
    return (headers + answer.get_data().decode(errors="replace")).lower()  # also of pictures


def require_unsaid(
    actor: str, client: FlaskClient, method: str, address: str, typed: dict[str, str]
) -> None:
    """That an answer has no word that is hidden from who asks."""
    said = send(client, method, address, typed)
    told = [word for word in HIDDEN[actor] if word in said]
    assert not told, (method, address, typed, told)


def leave_out_surroundings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no menus and no bell, which are the same whatever is asked for: a fifth of the time."""
    drawn = app.jinja_env.globals["slot"]
    bare = {
        "menu_links": lambda _group: (),
        "slot": lambda name, *args: "" if name == "head.tools" else drawn(name, *args),
    }
    for name, function in bare.items():
        monkeypatch.setitem(app.jinja_env.globals, name, function)


@pytest.mark.parametrize("actor", HIDDEN)
def test_nothing_hidden_is_shown(
    app: Flask,
    cast: Cast,
    actor: str,
    database_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if database_name == "postgresql" and actor != "cleo":
        pytest.skip("policies ask in Python: one reader is enough on the second database")
    hidden = hide(app, cast)
    monkeypatch.setattr(Request, "parameter_storage_class", Asked)
    ada = sign_in(app, cast, "ada")
    fields = fields_of_routes(app, ada)
    asked = names_asked(app, ada, hidden)
    assert {"quote", "to"} <= asked["/t/<int:topic_id>/reply"]
    assert "body" in fields["/t/<int:topic_id>/reply"]
    keep_report(app, cast)
    client = app.test_client() if actor == "-" else sign_in(app, cast, actor)
    with overhear(app, HIDDEN[actor]) as heard:
        for rule in opened(app):
            require_unsaid(actor, client, "GET", next(hidden_places(rule, hidden)), {})
        leave_out_surroundings(app, monkeypatch)
        for tried in requests(app, hidden, fields, asked, heard):
            require_unsaid(actor, client, *tried)


def test_the_hidden_words_are_there_for_those_who_may(app: Flask, cast: Cast) -> None:
    hidden = hide(app, cast)
    ada = sign_in(app, cast, "ada")
    past = f"/events/{hidden.world.past_event}"  # has the way in; a walk may end before it
    starts = ["/topics", "/u/eve", f"/rituals/{hidden.world.rite}", past]
    starts += [f"/p/{key}/history" for key in hidden.keys if key.isdigit()]
    for path in starts:
        say_why(ada, path)
    pages = walk(ada, starts, alike=12)
    keep_report(app, cast)
    report = ada.get("/reports/1.json").text
    said = "".join([*(page.text for page in pages.values()), report]).lower()
    assert [word for word in HIDDEN["-"] if word not in said] == [*NOTED]  # an admin neither
