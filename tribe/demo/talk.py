"""What is said in a turn of a conversation, composed from the words of its circle and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from tribe.demo.grammar import Slots, Speech, read_words
from tribe.demo.people import Person
from tribe.forum.models import ReactionKind
from tribe.intent.models import UNSTATED, Intent

MAX_QUOTE_LENGTH = 140
ATTEMPTS = 60
SIGNS = (
    *(ReactionKind.THANKS,) * 4,
    *(ReactionKind.WARM,) * 3,
    *(ReactionKind.AGREE,) * 2,
    ReactionKind.SMILE,
    ReactionKind.WONDER,
)


@dataclass(eq=False)
class Turn:
    """One post of a conversation."""

    key: int
    by: Person
    at: datetime
    body: str
    answers: "Turn | None" = None
    quotes: str = ""  # words of the post that it answers


@dataclass(eq=False)
class Thread:
    """One topic of a conversation, with what its slots stand for."""

    circle: str  # the circle that talks in it; for brand topics, nobody's
    category: str
    language: str
    subject: str | None = None
    known: dict[str, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    title: str = ""
    key: int = 0
    invites_brand: bool = False
    intent: Intent = UNSTATED  # said of those that the brand begins
    is_open_to_all: bool = False


class Talk:
    """Everybody's way with words."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.speech = Speech(rng)
        self._titles: set[str] = set()  # of all topics
        self._told: set[tuple[str, str, str, int]] = set()  # which openings there were

    def common(self, language: str) -> Mapping[str, Any]:
        """What members of every circle say."""
        words: Mapping[str, Any] = read_words("common")[language]
        return words

    def own(self, thread: Thread) -> Mapping[str, Any]:
        """What is said in the thread's circle."""
        words: Mapping[str, Any] = read_words(thread.circle)[thread.language]
        return words

    def phrase(self, thread: Thread, phrases: Sequence[str], *, remember: bool = False) -> str:
        """One of these phrases, its slots filled as the thread has them."""
        slots: Slots = self.own(thread)["slots"] if not thread.is_open_to_all else {}
        drawn = self.speech.draw(phrases)
        return self.speech.say(drawn, slots, thread.language, thread.known, remember=remember)

    def subject(self, thread: Thread) -> Mapping[str, Any]:
        """Titles, openings and answers of what the thread is about."""
        found: Mapping[str, Any] = self.own(thread)["subjects"][thread.subject]
        return found

    def ask(self, circle: str, language: str) -> tuple[Thread, str, str]:
        """A new thread, with a title that no other topic has, and what its first post says."""
        subjects = read_words(circle)[language]["subjects"]
        for _ in range(ATTEMPTS):
            name, number = self._draw_opening(circle, language, subjects)
            thread = Thread(circle, circle, language, name)
            titles = subjects[name]["titles"][number].split(" | ")
            title = self.phrase(thread, titles, remember=True)
            is_told = subjects[name].get("once") and (circle, language, name, number) in self._told
            if title not in self._titles and not is_told:
                self._told.add((circle, language, name, number))
                self._titles.add(title)
                openings = subjects[name]["openings"][number : number + 1]
                return thread, title, self.phrase(thread, openings, remember=True)
        raise RuntimeError(f"nothing new to ask in {circle}")

    def _draw_opening(
        self, circle: str, language: str, subjects: Mapping[str, Any]
    ) -> tuple[str, int]:
        cards = [
            f"{circle} {language} {name} {number}"
            for name, subject in subjects.items()
            for number in range(len(subject["openings"]))
        ]
        _, _, name, number = self.speech.draw(cards).split()
        return name, int(number)

    def turn(self, thread: Thread, turn: Turn) -> str:
        """What somebody says in a thread with a subject."""
        answered = turn.answers or thread.turns[0]
        if turn.by.is_brand:
            replies: Sequence[str] = read_words("brand")["replies"][thread.language]
            return self.speech.draw(replies)
        if turn.by is thread.turns[0].by:
            return self._author(thread, answered)
        if answered is thread.turns[0]:
            return self._answer(thread)
        return self._aside(thread, turn, answered)

    def _author(self, thread: Thread, answered: Turn) -> str:
        common = self.common(thread.language)
        if answered.body.endswith("?"):
            return self.speech.draw(common["to_a_question"])
        if len(thread.turns) > 5 and self.rng.random() < 0.5:
            said = self.speech.draw(common["report"])
            return f"{said} {self._naming(common['thanks'], thread, answered)}"
        return self._naming(common["thanks"], thread, answered)

    def _answer(self, thread: Thread) -> str:
        common, own = self.common(thread.language), self.own(thread)
        if self.rng.random() < 0.12:
            return self.phrase(thread, own["questions"])
        parts = [self._one_answer(thread)]
        if self.rng.random() < 0.3:
            lead = self.speech.draw(common["lead"])
            parts = [lead, after(lead, parts[0])]
        if self.rng.random() < 0.25:
            parts.append(self.phrase(thread, own["extras"]))
        if self.rng.random() < 0.2:
            parts.append(self.speech.draw(common["tail"]))
        joint = "\n\n" if len(parts) > 2 and self.rng.random() < 0.4 else " "
        return joint.join(parts)

    def _aside(self, thread: Thread, turn: Turn, answered: Turn) -> str:
        common, own = self.common(thread.language), self.own(thread)
        if answered.body.endswith("?"):
            return self._answer(thread)
        chance = self.rng.random()
        if chance < 0.16 and not answered.quotes:
            turn.quotes = first_sentence(answered.body)
            return self.speech.draw(common["after_quote"])
        if chance < 0.36:
            agreed = self._naming(common["agree"], thread, answered)
            return f"{agreed} {self.phrase(thread, own['extras'])}"
        if chance < 0.52:
            differing = self._naming(common["differ"], thread, answered).rstrip()
            return f"{differing} {after(differing, self._one_answer(thread))}"
        if chance < 0.66:
            return self.phrase(thread, own["questions"])
        if chance < 0.76:
            return self.speech.draw(common["chat"])
        return self._answer(thread)

    def _one_answer(self, thread: Thread) -> str:
        return self.phrase(thread, self.subject(thread)["answers"])

    def _naming(self, phrases: Sequence[str], thread: Thread, answered: Turn) -> str:
        name = f"@{answered.by.name}" if self.rng.random() < 0.4 else answered.by.name
        return self.speech.draw(phrases).replace("{name}", name)

    def small_talk(self, thread: Thread, lines: Sequence[str], answered: Turn) -> str:
        """A line of one's own in a recurring topic, or a word to somebody's line."""
        common = self.common(thread.language)
        is_to_opening = answered is thread.turns[0]
        if is_to_opening or self.rng.random() < 0.45:
            return self.phrase(thread, lines)
        if self.rng.random() < 0.5:
            return self.phrase(thread, self.own(thread)["questions"])
        return self._naming([*common["agree"], *common["chat"]], thread, answered)

    def welcome(self, thread: Thread, newcomer: Person) -> str:
        """The first answer that somebody ever gets here."""
        words = self.speech.draw(self.common(thread.language)["welcome"])
        return self.speech.say(words, {"town": [newcomer.town]}, thread.language)

    def afterthought(self, thread: Thread) -> str:
        """What is added to a post later."""
        return self.speech.draw(self.common(thread.language)["afterthought"])

    def sign_for(self, turn: Turn) -> ReactionKind:
        """A sign; thanks mostly for help."""
        return self.rng.choice(SIGNS if turn.answers is not None else SIGNS[3:])


def after(words: str, more: str) -> str:
    """What follows a colon begins small, but for the English I and for names in capitals."""
    second = more[1:2]
    if not words.endswith(":") or not (second.islower() or second in " ’'") or more[:2] == "I ":
        return more
    return more[0].lower() + more[1:]


def first_sentence(body: str) -> str:
    """What one would quote of a post."""
    line = next(line for line in body.splitlines() if line.strip())
    for end in (". ", "! ", "? "):
        line = line.split(end)[0] + (end.strip() if end in line else "")
    return (
        line if len(line) <= MAX_QUOTE_LENGTH else line[:MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    )
