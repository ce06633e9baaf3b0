"""A day on which everything comes at once, in the running program, and what a moderator needs.

    python -m benchmarks.moderation [--minutes 10] [--spam 300] [--accounts 20] [--honest 60]
                                    [--database sqlite|postgresql]

Starts `tribe serve` on a new database in a folder of its own, an SMTP server that keeps what
comes, and Chromium (/usr/bin/chromium) for the moderators; every reader comes from a network of
their own, as a proxy in front would say (TRIBE_PROXIES=1). In turn:

- a flood: accounts join by the form and send spam (`benchmarks.spam.campaigns`, each all campaigns
  in turn) within so many minutes of the clock, amid honest replies of the demo's story by newcomers
  and regulars; each account is reported by one regular; a moderator removes what they wrote;
- a quarrel of two, whom a moderator asks aside;
- fifty false reports against one member and two of their posts, the same of a third post with three
  whose word proved true often, and what is left of it after a moderator has looked;
- a guest's notice of something against the law, and an appeal against what followed, which wins;
- the limits of pace, of registration and of notices, and whether their refusals keep the words.

Prints what came of each, and for the moderators page loads (the page that follows a decision too),
presses (keys that act, clicks, choices) and letters typed. `--spam 0` leaves the flood out; the
rest takes some minutes.
"""

import argparse
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from benchmarks.moderation.place import NAMES, PASSWORD, Ground, build, name_of, weights
from benchmarks.moderation.readers import (
    SECONDS,
    Answered,
    Hands,
    Mailbox,
    Reader,
    all_at_once,
    mailbox,
    moderators,
)
from benchmarks.pages.processes import free_port
from benchmarks.spam.__main__ import honest_words
from benchmarks.spam.campaigns import send
from tests.postgres import postgresql_url, stop
from tests.serving import TRIBE, begin, wait_until_ready

GUEST = "guest@example.net"
Say = Callable[[str], None]


@dataclass
class Trial:
    """A place that is served, its numbers, its mail, and what the trial was asked for."""

    url: str
    ground: Ground
    numbers: dict[str, int]
    box: Mailbox
    asked: argparse.Namespace
    networks: Iterator[str]

    def reader(self, name: str | None = None) -> Reader:
        """Somebody from a network of their own, signed in if a name is given."""
        came = Reader(self.url, next(self.networks))
        return came.sign_in(name) if name is not None else came

    @property
    def topic(self) -> str:
        """Where the flood goes."""
        return f"/t/{self.numbers['topic']}"


def networks() -> Iterator[str]:
    """Addresses of which no two lie in one network."""
    for number in range(60_000):
        yield f"10.{number // 250}.{number % 250}.7"


@contextmanager
def served(ground: Ground, mail_port: int) -> Iterator[str]:
    """The running program, with all that it does by itself."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = ground.environ | {
        "TRIBE_BASE_URL": url,
        "TRIBE_PROXIES": "1",
        "TRIBE_MAIL_URL": f"smtp://127.0.0.1:{mail_port}?tls=none",
        "TRIBE_MAIL_FROM": "tribe@example.org",
    }
    with (ground.folder / "server.log").open("wb") as log:
        server = begin([TRIBE, "serve", "--port", port], environ, stdout=log, stderr=log)
    try:
        wait_until_ready(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def outcome(answer: Answered) -> str:
    """What became of a text that was sent."""
    if answer.is_taken:
        return "held" if answer.led_to.startswith("/me/held") else "passed"
    kept = "words kept" if answer.kept_words else "WORDS LOST"
    return f"refused {answer.status}, {kept}"


def join(trial: Trial, name: str, reader: Reader | None = None) -> tuple[Reader, Answered]:
    """Open an account by the form, as a person would."""
    came = reader or trial.reader()
    fields = {"name": name, "email": f"{name}@spam.example", "password": PASSWORD}
    return came, came.send("/join", wait=SECONDS, **fields)


def came_in(answer: Answered) -> bool:
    """Whether an account was opened, rather than asked for."""
    return answer.is_taken and "/welcome" in answer.led_to


def flood(trial: Trial, say: Say) -> list[Reader]:
    """Let the accounts join and all send at once; what came of the spam and of the honest."""
    asked, rng = trial.asked, Random(7)  # noqa: S311 (the same each time)
    words = honest_words(7, max(asked.honest, 20), rng)
    joined = [join(trial, name_of("sell", number)) for number in range(asked.accounts)]
    spammers = [reader for reader, answer in joined if came_in(answer)]
    _reader, late = join(trial, "sellzz")
    said = "asks first" if not came_in(late) else "came in too"
    say(f"{len(spammers)} of {asked.accounts} accounts came in, from as many networks; next {said}")
    honest = [trial.reader(name_of("fresh", number)) for number in range(10)]
    honest += [trial.reader(name_of("reg", number)) for number in range(NAMES["reg"])]
    counted: Counter[tuple[str, str]] = Counter()
    whys: Counter[str] = Counter()
    span, began = asked.minutes * 60, time.monotonic()

    def spam_of(who: int) -> Callable[[], None]:
        mine = [n for n in range(asked.spam) if n % len(spammers) == who]

        def act() -> None:
            for number in mine:
                sent = send(rng, number + number // len(spammers), words)
                wait_until(began + span * number / asked.spam)
                what = spammers[who]
                if number % 3 == 0:
                    fields = {"category": "hall", "title": sent.title, "body": sent.body}
                    answer = what.send("/t/new", sent.body[:60], wait=SECONDS, **fields)
                else:
                    answer = what.send(
                        f"{trial.topic}/reply", sent.body[:60], wait=SECONDS, page=trial.topic,
                        body=sent.body,
                    )  # fmt: skip
                counted["spam", outcome(answer)] += 1
                if not answer.is_taken:
                    whys[answer.why] += 1

        return act

    def honest_of(who: int) -> Callable[[], None]:
        mine = [n for n in range(asked.honest) if n % len(honest) == who]
        group = "honest newcomers" if who < 10 else "honest regulars"

        def act() -> None:
            for number in mine:
                wait_until(began + span * number / asked.honest)
                body = words[number]
                answer = honest[who].send(
                    f"{trial.topic}/reply", body[:60], wait=SECONDS, page=trial.topic, body=body
                )
                counted[group, outcome(answer)] += 1

        return act

    acts = [spam_of(who) for who in range(len(spammers))]
    all_at_once([*acts, *(honest_of(who) for who in range(len(honest)))])
    for group in ("spam", "honest newcomers", "honest regulars"):
        parts = {what: number for (who, what), number in sorted(counted.items()) if who == group}
        say(f"{group}: {sum(parts.values())}, " + ", ".join(f"{w} {n}" for w, n in parts.items()))
    say("  refused with: " + "; ".join(f"{why} ({n})" for why, n in whys.most_common(4)))
    for number in range(len(spammers)):
        reporter = honest[10 + number % NAMES["reg"]]
        page = f"/u/{name_of('sell', number)}"
        found = re.search(r'action="(/report/member/\d+)"', reporter.get(page))
        if found is None:
            raise SystemExit(f"{page} has no form that reports")
        reporter.send(found[1], page=page, kind="harm", words="Sells everywhere")
    return spammers


def wait_until(moment: float) -> None:
    """Sleep until then."""
    time.sleep(max(0.0, moment - time.monotonic()))


def remove_flood(trial: Trial, ben: Hands, spammers: list[Reader], say: Say) -> None:
    """A moderator removes all of the spammers at once, from the queue."""
    guest = trial.reader()
    before = count_topics(guest)
    ben.begin()
    ben.open("/moderation?kind=harm")
    waited = waiting(ben)
    while ben.page.locator("[name=case]").count():
        ben.press("m")
        ben.choose("#f-reason", reason_of(ben, "Harms somebody"))
        ben.press("r")
        ben.click("input[value='forum.member.sweep']")
        ben.press("d")
    say(f"the moderator, all of {len(spammers)} spammers: {ben.told()}")
    say(f"  cases that waited before {waited}, after {waiting(ben)}")
    say(f"  topics in the list of guests before {before}, after {count_topics(guest)}")
    closed = sum(one.status("/t/new") != 200 for one in spammers)
    say(f"  accounts that write no more: {closed} of {len(spammers)}")


def reason_of(hands: Hands, kind: str) -> str:
    """The first saved reason for a kind of reports; another kind of it fills nothing in."""
    chosen = hands.page.locator("#f-reason option").filter(has_text=kind).first
    return chosen.get_attribute("value") or ""


def first_reason(hands: Hands) -> str:
    """The first of the saved reasons."""
    chosen = hands.page.locator("#f-reason option").first.get_attribute("value")
    return chosen or ""


def waiting(hands: Hands) -> int:
    """How many cases wait, as the page says."""
    said = hands.page.locator(".page__lead").first.inner_text()
    found = re.search(r"(\d+) cases? waits?", said)
    return int(found[1]) if found else 0


def count_topics(reader: Reader) -> int:
    """How many topics the list has on its first pages."""
    found: set[str] = set()
    path = "/c/hall"
    for _page in range(12):
        page = reader.get(path)
        found |= set(re.findall(r'href="(/t/[^"/]+/\d+)', page))
        found |= set(re.findall(r'href="(/t/\d+[^"#?]*)', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        path = unescape(following[1])
    return len(found - {"/t/new"})


def quarrel(trial: Trial, ben: Hands, say: Say) -> None:
    """A moderator asks two aside; who reads it, and what the topic says."""
    path = f"/t/{trial.numbers['quarrel']}"
    hugo, lise, other = (trial.reader(name) for name in ("hugo", "lise", name_of("reg", 0)))
    ben.begin()
    ben.open(f"{path}/aside?one=hugo&other=lise")
    for which in ("one", "other"):
        ben.write(f"[name=asks_{which}]", "Please write here what you need.")
    ben.write("[name=rule]", "Rule one of the house")
    ben.write("[name=why]", "You have answered each other six times.")
    ben.choose("[name=days]", "3")
    for _time in range(6):  # where others write for too long it is sent again, as the answer asks
        ben.click("main form button[type=submit], main form .button")
        if "/conversations/" in ben.page.url:
            break
        say(f"  the answer was: {' '.join(ben.page.locator('main').inner_text().split())[:90]}")
    say(f"the moderator asks two aside: {ben.told()}")
    kept = urlsplit(ben.page.url).path
    read = {name: one.status(kept) for name, one in (("hugo", hugo), ("lise", lise))}
    say(f"  both read it {sorted(read.values())}, another {other.status(kept)}")
    answer = hugo.send(
        f"{path}/reply", "And again you are wrong", page=path, body="And again you are wrong"
    )
    say(f"  one of them answers in the topic: {outcome(answer)}")


def storm(trial: Trial, ben: Hands, say: Say) -> None:
    """Fifty false reports against one member, with and without three who proved true often."""
    numbers = trial.numbers
    things = [("member", numbers["victim"]), ("post", numbers["first"])]
    things += [("post", numbers["second"])]
    storming = [trial.reader(name_of("storm", number)) for number in range(NAMES["storm"])]
    proven = [trial.reader(name_of("proof", number)) for number in range(NAMES["proof"])]
    guest, victim = trial.reader(), trial.reader("vera")
    taken: Counter[int] = Counter()

    def reporting(one: Reader, which: list[tuple[str, int]]) -> Callable[[], None]:
        def act() -> None:
            for kind, number in which:
                page = "/u/vera" if kind == "member" else trial.topic
                path = f"/report/{kind}/{number}"
                answer = one.send(path, page=page, kind="harm", words="They lie")
                taken[answer.status] += 1

        return act

    all_at_once([reporting(one, things) for one in storming])
    hidden = [name for name in ("0th", "1th", "2th") if name not in shown(guest, trial)]
    answer = victim.send(f"{trial.topic}/reply", page=trial.topic, body="I am here still")
    say(f"50 accounts, 3 things: answers {dict(taken)}; hidden {len(hidden)} of 3 posts")
    say(f"  the member writes: {outcome(answer)}")
    all_at_once([reporting(one, [("post", numbers["third"])]) for one in (*storming, *proven)])
    began = time.monotonic()
    is_hidden = "2th" not in shown(guest, trial)
    say(f"  a third post, reported by three whose word proved true too: hidden {is_hidden}")
    before = weights(trial.ground, ("post", numbers["first"]))
    ben.begin()
    ben.open("/moderation?kind=harm")
    ben.press("m", "n")
    ben.choose("#f-reason", reason_of(ben, "Harms somebody"))
    ben.press("r", "n", "d")
    say(f"  the moderator, the storm of four things: {ben.told()}")
    back = "2th" in shown(guest, trial)
    say(f"  the third post is back: {back}, {time.monotonic() - began:.0f} s after it went")
    after = weights(trial.ground, ("post", numbers["first"]))
    say(
        f"  a reporter of the storm weighs {sum(before) / len(before):.2f} before, "
        f"{sum(after) / len(after):.2f} after"
    )
    again = [reporting(one, [("post", numbers["third"])]) for one in (*storming, *proven)]
    all_at_once(again)
    say(f"  all report the third post again: hidden {'2th' not in shown(guest, trial)}")
    answer = victim.send(f"{trial.topic}/reply", page=trial.topic, body="And now too")
    say(f"  the member writes: {outcome(answer)}")


def shown(reader: Reader, trial: Trial) -> set[str]:
    """Which of the member's posts a reader finds in the topic."""
    return set(re.findall(r"My (\dth) loaf", reader.get(trial.topic)))


def notice_and_appeal(trial: Trial, ben: Hands, ada: Hands, say: Say) -> None:
    """A guest's notice of something against the law, what follows, and an appeal that wins."""
    guest, otto, reader = trial.reader(), trial.reader("otto"), trial.reader()
    post = f"{trial.url}/p/{trial.numbers['notice']}"
    words = "A law forbids this recipe"
    given = guest.send("/report", url=post, kind="illegal", words=words, email=GUEST, name="G.")
    say(f"a guest's notice: {given.status}, led to its link {given.led_to.startswith('/report/')}")
    letter = trial.box.wait_for(GUEST)
    say(f"  acknowledged by mail {bool(letter)}, with the link {given.led_to in joined(letter)}")
    say(f"  the link says: {status_of(guest, given.led_to)}")
    ben.begin()
    ben.open("/moderation")
    ben.press("j", "Enter")
    ben.click("input[value='forum.post.remove']")
    ben.choose("#f-reason", first_reason(ben))
    ben.press("r")
    ben.press("d")
    say(f"  the moderator decides on it: {ben.told()}")
    is_gone = "takes for a crime" not in reader.get(trial.topic)
    say(f"  gone {is_gone}; the link says: {status_of(guest, given.led_to)}")
    say(f"  told of the outcome by mail {bool(trial.box.wait_for(GUEST, beside=1))}")
    statement = trial.box.wait_for("otto@example.org")
    say(f"  its author has the statement by mail {bool(statement)}")
    found = re.search(r'href="(/moderation/decisions/\d+)"', otto.get("/moderation/decisions"))
    decision = found[1] if found else ""
    objected = otto.send(f"{decision}/appeal", words="It is bread, and no crime")
    say(f"  its author appeals: {objected.status}")
    ben.open("/moderation/appeals")
    links = ben.page.locator("main a[href^='/moderation/appeals/']").count()
    say(f"  who decided is offered to judge it: {links > 0}")
    ada.begin()
    ada.open("/moderation/appeals")
    ada.click("main a[href^='/moderation/appeals/']:not([href*='?'])")
    ada.click("input[value=overturned]")
    ada.write("[name=words]", "It is a recipe for bread.")
    ada.click("main form.form button")
    say(f"  another answers it: {ada.told()}")
    is_back = "takes for a crime" in reader.get(trial.topic)
    say(f"  the post is back {is_back}; the link says: {status_of(guest, given.led_to)}")
    read = otto.get(decision)
    say(
        f"  its author reads that it is over: {'It is over' in read}, and the answer: "
        f"{'It is a recipe for bread.' in read}"
    )


def joined(letter: str) -> str:
    """A letter without the ends of lines that its encoding put in."""
    return letter.replace("=\n", "").replace("=\r\n", "").replace("=3D", "=")


def status_of(reader: Reader, path: str) -> str:
    """The sentence that a page says of an outcome."""
    page = re.sub(r"<[^>]+>", " ", reader.get(path))
    for said in (
        "It waits for a moderator.", "it stands.", "it was removed.", "and acted.",
        "that was undone since", "is overturned", "It is undone",
    ):  # fmt: skip
        if said in " ".join(unescape(page).split()):
            return said
    return "nothing that is known"


def limits(trial: Trial, ada: Hands, say: Say) -> None:
    """How often each may do what, until it is refused, and whether the refusal keeps the words."""
    ada.begin()
    ada.open("/admin/settings/registration")
    ada.write("[name=registration_guarded_until]", "")
    ada.click("main form.form button[type=submit], main form.form .button")
    say(f"an admin ends the rush: {ada.told()}")
    network = "172.16.5.{}"
    ways = [join(trial, name_of("burst", n), Reader(trial.url, network.format(n + 1)))
            for n in range(12)]  # fmt: skip
    in_at_once = [came_in(answer) for _reader, answer in ways]
    say(f"from one network {sum(in_at_once)} of 12 accounts came in at once: {in_at_once}")
    fresh, known = trial.reader(name_of("fresh", 11)), trial.reader(name_of("reg", 14))
    rng = Random(3)  # noqa: S311 (the same each time)
    made = [f"Word {n} {rng.random()} of mine on quite another matter" for n in range(60)]
    for title, one, topics, replies in (("newcomer", fresh, 5, 17), ("known", known, 12, 43)):
        for what, most in (("topics", topics), ("replies", replies)):
            counted: Counter[str] = Counter()
            last = None
            for n in range(most):
                said = f"{title} {what} {n} {made[n]}"
                if what == "topics":
                    fields = {"category": "hall", "title": f"Title {made[n][:40]}", "body": said}
                    last = one.send("/t/new", said, wait=SECONDS * (one is fresh), **fields)
                else:
                    path = f"{trial.topic}/reply"
                    last = one.send(
                        path, said, wait=SECONDS * (one is fresh), page=trial.topic, body=said
                    )
                counted[outcome(last)] += 1
            after = last.headers.get("Retry-After", "-") if last is not None else "-"
            say(f"{title}, {most} {what} in a row: {dict(counted)}; again after {after} s")
    guest, answers = trial.reader(), Counter[str]()
    for n in range(12):
        said = f"Notice {n} of the same guest"
        about = {"url": f"{trial.url}/nowhere/{n}", "kind": "spam"}
        answers[outcome(guest.send("/report", said, words=said, **about))] += 1
    say(f"12 notices of one guest: {dict(answers)}")
    known_reports: Counter[str] = Counter()
    for n in range(62):
        said = f"Report {n} of one member"
        path = f"/report/post/{trial.numbers['first']}"
        known_reports[
            outcome(known.send(path, said, page=trial.topic, kind="spam", words=said))
        ] += 1
    say(f"62 reports of one member: {dict(known_reports)}")


def run(asked: argparse.Namespace, say: Say) -> None:
    """All of it, in one place."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        database = postgresql_url(os.environ) if asked.database == "postgresql" else ""
        if database:
            held.callback(stop)
        ground = Ground(folder, database)
        numbers = build(ground, newcomers=12)
        mail_port = free_port()
        box = held.enter_context(mailbox(mail_port))
        url = held.enter_context(served(ground, mail_port))
        trial = Trial(url, ground, numbers, box, asked, networks())
        staff = held.enter_context(moderators(url, "ben", "ada"))
        ben, ada = staff["ben"], staff["ada"]
        if asked.spam:
            say(f"-- a flood of {asked.spam} by {asked.accounts} within {asked.minutes} minutes")
            spammers = flood(trial, say)
            remove_flood(trial, ben, spammers, say)
        say("-- a quarrel of two")
        quarrel(trial, ben, say)
        say("-- a storm of false reports")
        storm(trial, ben, say)
        say("-- a notice of a guest, and an appeal")
        notice_and_appeal(trial, ben, ada, say)
        say("-- limits")
        limits(trial, ada, say)


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--spam", type=int, default=300)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--honest", type=int, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    run(parser.parse_args(), lambda words: print(words, flush=True))


if __name__ == "__main__":
    main()
