"""The everyday topics: newcomers' hellos and questions, and what each circle wonders about."""

from datetime import timedelta

from tribe.demo import truth
from tribe.demo.calendar import some_time
from tribe.demo.grammar import read_words
from tribe.demo.people import Person
from tribe.demo.talk import Thread, Turn
from tribe.demo.threads import Story, Writer, begin, converse, slip_in

TOPICS = 156  # that are begun by members who have spoken before
LATELY = 0.14  # share of these topics that are of the last weeks
RECENT = timedelta(days=16)
BEGINS_WITH_TOPIC = 0.4  # share of newcomers whose first post begins a topic
SAYS_HELLO = 0.5  # and of these, who say hello; the others ask
DOORSTEP = "seuil"
BRAND_IS_ASKED = ("door", "crack", "damp", "insulation", "towing")


def everyday(story: Story) -> None:
    """All topics without a rite, a gathering or the brand, and every first post."""
    taken: set[str] = set()
    waiting = []
    for person in story.company.people:
        if person.is_brand or person.speaks_at is None:
            continue
        is_founder = person.speaks_at < story.start + timedelta(days=8)
        begins = is_founder or person.is_unanswered or story.rng.random() < BEGINS_WITH_TOPIC
        if not begins:
            waiting.append(person)
        elif story.rng.random() < SAYS_HELLO:
            _hello(story, person, taken)
        else:
            _first_question(story, person)
    _questions(story)
    for person in waiting:
        fitting = [thread for thread in story.threads if thread.category != DOORSTEP]
        if not slip_in(story, person, fitting, _written(story)):
            _first_question(story, person)


def _hello(story: Story, person: Person, taken: set[str]) -> None:
    assert person.circle is not None
    assert person.speaks_at is not None
    thread = Thread(person.circle, DOORSTEP, person.language)
    thread.known["town"] = person.town
    common = story.talk.common(person.language)
    interests = read_words("names")["interests"][person.circle][person.language]
    slots = {"arrival": common["arrival"], "interest": interests}

    def phrase(kind: str) -> str:
        drawn = story.talk.speech.draw(common[kind])
        return story.talk.speech.say(drawn, slots, person.language, thread.known, remember=True)

    title = next((t for t in (phrase("hello_title") for _ in range(6)) if t not in taken), None)
    title = title or f"{phrase('hello_title')} ({person.name})"
    taken.add(title)
    begin(story, thread, person, person.speaks_at, title, phrase("hello"))
    if not person.is_unanswered:
        converse(story, thread, story.rng.randint(1, 4), _greeting(story))


def _greeting(story: Story) -> Writer:
    def write(thread: Thread, turn: Turn) -> str:
        newcomer = thread.turns[0].by
        if turn.by is newcomer:
            common = story.talk.common(thread.language)
            name = turn.answers.by.name if turn.answers else ""
            return story.talk.speech.draw(common["thanks"]).replace("{name}", name)
        return story.talk.welcome(thread, newcomer)

    return write


def _written(story: Story) -> Writer:
    def write(thread: Thread, turn: Turn) -> str:
        return story.talk.turn(thread, turn)

    return write


def _first_question(story: Story, person: Person) -> None:
    assert person.circle is not None
    assert person.speaks_at is not None
    thread, title, body = _asked(story, person.circle, person)
    begin(story, thread, person, person.speaks_at, title, body)
    if not person.is_unanswered:
        converse(story, thread, _length(story, 5), _written(story))


def _questions(story: Story) -> None:
    for circle in truth.CIRCLES:
        count = round(TOPICS * circle.members / truth.MEMBERS)
        for _ in range(count):
            is_lately = story.rng.random() < LATELY
            first = story.until - RECENT if is_lately else story.start + timedelta(days=4)
            at = some_time(story.rng, first, story.until - timedelta(hours=3))
            by = story.company.at_home(circle.key, at)
            if by is None:
                continue
            thread, title, body = _asked(story, circle.key, by)
            begin(story, thread, by, at, title, body)
            converse(story, thread, _length(story, 8.8), _written(story))


def _asked(story: Story, circle: str, by: Person) -> tuple[Thread, str, str]:
    language = by.language if story.rng.random() < 0.9 else story.rng.choice(("en", "fr"))
    thread, title, body = story.talk.ask(circle, language)
    thread.invites_brand = thread.subject in BRAND_IS_ASKED
    return thread, title, body


def _length(story: Story, mean: float) -> int:
    """A few topics run long; at least one answer comes."""
    return max(1, min(46, round(story.rng.lognormvariate(0.0, 0.65) * mean)))
