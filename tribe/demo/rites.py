"""The rites of the demo tribe that are enacted in topics, and how all rites begin and are kept."""

from datetime import datetime, timedelta
from typing import Any

from tribe.demo import acts, truth
from tribe.demo.calendar import day_words, month_words, waking, weekdays
from tribe.demo.grammar import read_words
from tribe.demo.people import Person
from tribe.demo.talk import Thread, Turn
from tribe.demo.threads import Story, Writer, begin, converse

FRIDAY = 4
ROAD_LOG_ENDS = timedelta(days=75)  # before today: the keeper of the road log had gone by then


def keepers_of(story: Story, circle: str, at: datetime, count: int = 2) -> list[Person]:
    """Busy members of a circle who were there early and are nobody's sign-in."""
    present = [
        person
        for person in story.company.by_circle[circle]
        if person.circle == circle
        and person.speaks_by(at)
        and person.agrees
        and person.withdraws_at is None
        and person.name not in ("ada", "ben", "cleo", "ines")
        and person.abroad is None
    ]
    return sorted(present, key=lambda person: -person.activity)[:count]


def declare_all(story: Story) -> dict[str, list[Person]]:
    """Declare each rite with its keepers, by the key of the rite."""
    keepers = {}
    for key, rite in read_words("rites").items():
        at = story.until - timedelta(days=rite["days"])
        keepers[key] = keepers_of(story, rite["circle"], at, 2 if key != truth.KEEPERLESS else 1)
        first, *others = keepers[key]
        story.deeds.append(acts.Declare(at=at, by=first, rite=key))
        story.deeds.extend(
            acts.Keep(at=at + timedelta(days=9), by=other, rite=key) for other in others
        )
    gone = keepers[truth.KEEPERLESS][0]
    left = story.until - ROAD_LOG_ENDS + timedelta(days=3)
    story.deeds.append(acts.LayDown(at=left, by=gone, rite=truth.KEEPERLESS))
    return keepers


def weekly(story: Story, keepers: list[Person]) -> None:
    """The Friday topic, each Friday since it was declared."""
    rite = read_words("rites")["weekly"]
    first = story.until - timedelta(days=rite["days"] - 1)
    for day in weekdays(first, story.until - timedelta(hours=3), FRIDAY, truth.WEEKLY_DAYS):
        at = day - timedelta(hours=6) + timedelta(minutes=story.rng.randint(0, 70))
        by = keepers[0] if story.rng.random() < 0.7 else keepers[-1]
        thread = _recurring(story, "weekly", by, at, day_words(at, by.language))
        converse(story, thread, story.rng.randint(6, 10), _lines(story, "weekly"))


def road_log(story: Story, keepers: list[Person]) -> None:
    """The log at each month's end, until there was nobody to open it."""
    rite = read_words("rites")[truth.KEEPERLESS]
    at = story.until - ROAD_LOG_ENDS
    while at > story.until - timedelta(days=rite["days"] - 1):
        when = waking(at + timedelta(minutes=story.rng.randint(0, 300)), story.rng)
        words = month_words(when, keepers[0].language)
        thread = _recurring(story, truth.KEEPERLESS, keepers[0], when, words)
        converse(story, thread, story.rng.randint(4, 9), _lines(story, "log"))
        at -= timedelta(days=30.4)


def _recurring(story: Story, key: str, by: Person, at: datetime, day: str) -> Thread:
    rite: dict[str, Any] = read_words("rites")[key]
    circle = rite["circle"]
    thread = Thread(circle, circle, by.language, subject=None)
    line = story.talk.phrase(thread, story.talk.own(thread)["weekly" if key == "weekly" else "log"])
    slots = {"date": [day], "month": [day], "line": [line]}
    speech = story.talk.speech
    title = speech.say(rite["title"][by.language], slots, by.language)
    body = speech.say(speech.draw(rite["opening"][by.language]), slots, by.language)
    if by.speaks_at is None or by.speaks_at >= at:
        raise RuntimeError(f"{by.name} keeps a rite before speaking")
    begin(story, thread, by, at, title, body)
    story.deeds.append(acts.Enact(at=at, by=by, rite=key, topic=thread.key))
    return thread


def _lines(story: Story, kind: str) -> Writer:
    def write(thread: Thread, turn: Turn) -> str:
        lines = story.talk.own(thread)[kind]
        return story.talk.small_talk(thread, lines, turn.answers or thread.turns[0])

    return write
