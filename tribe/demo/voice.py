"""The brand and the council in the demo tribe: promises, judgements, and what the workshop says."""

from datetime import timedelta

from tribe.demo import acts, truth
from tribe.demo.calendar import waking
from tribe.demo.grammar import read_words
from tribe.demo.people import Person
from tribe.demo.rites import keepers_of
from tribe.demo.talk import Thread, Turn
from tribe.demo.threads import Story, begin
from tribe.intent.models import Intent
from tribe.voice.models import Outcome

CLOSED_AFTER = timedelta(days=60)
CLOSED = 2  # of the workshop's topics, the first ones


def sit(story: Story) -> list[Person]:
    """The council: members of every circle, Cleo among them."""
    at = story.start + timedelta(days=21)
    cleo = next(person for person in story.company.people if person.name == "cleo")
    seated = [cleo]
    for place in range(truth.COUNCIL):
        for circle in truth.CIRCLES:
            candidates = keepers_of(story, circle.key, at, place + 3)[place + 2 :]
            seated += [person for person in candidates if person not in seated]
    seated = seated[: truth.COUNCIL]
    story.deeds.extend(acts.TakeSeat(at=at, by=person) for person in seated)
    return seated


def promise(story: Story, council: list[Person]) -> None:
    """What was promised, and what the council said of it; one is overdue without a word."""
    for number, made in enumerate(read_words("place")["promises"]):
        at = story.until - timedelta(days=made["made"])
        by = story.company.brand[number % 2]
        story.deeds.append(
            acts.Promise(
                at=at,
                by=by,
                promise=made["key"],
                title=made["title"],
                body=made["body"],
                due_on=(story.until - timedelta(days=made["due"])).date(),
            )
        )
        if "outcome" in made:
            judge = council[number % len(council)]
            settled = story.until - timedelta(days=made["settled"])
            story.deeds.append(
                acts.Judge(
                    at=settled,
                    by=judge,
                    promise=made["key"],
                    outcome=Outcome(made["outcome"]),
                    account=made["account"],
                )
            )


def speak(story: Story) -> None:
    """The workshop's topics; members of all circles answer the workshop, not one another."""
    accounts = {person.name: person for person in story.company.brand}
    for number, words in enumerate(read_words("brand")["topics"]):
        at = waking(story.until - timedelta(days=words["days"]), story.rng)
        thread = Thread("", "atelier", words["language"], is_open_to_all=True)
        thread.intent = Intent(words["serves"], words["asks"])
        by = accounts[words["by"]]
        begin(story, thread, by, at, words["title"], words["opening"])
        common = story.talk.common(words["language"])
        lines = [*words["answers"], *common["council_talk"][: number % 3], *common["chat"][:2]]
        for line in lines:
            at = waking(at + story.wait(timedelta(hours=9), 1.0, timedelta(days=6)), story.rng)
            who = story.company.talker(story.company.any_circle(), at, by)
            if who is None or at >= story.until:
                continue
            thread.turns.append(Turn(story.key(), who, at, line, answers=thread.turns[0]))
        closes = thread.turns[-1].at + CLOSED_AFTER
        if number < CLOSED and closes < story.until:
            ben = next(person for person in story.company.people if person.name == "ben")
            story.deeds.append(acts.Close(at=closes, by=ben, topic=thread.key))
