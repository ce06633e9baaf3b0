"""Who takes part over HTTP, each from a network of their own, and a moderator before Chromium."""

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import requests
from aiosmtpd.controller import Controller
from playwright.sync_api import Frame, Page, Request, sync_playwright

from benchmarks.moderation.place import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS = 3.5  # that a newcomer's form takes, at least, and half a second
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True)
class Answered:
    """What became of a form."""

    status: int
    led_to: str
    page: str
    headers: Mapping[str, str]
    kept_words: bool

    @property
    def is_taken(self) -> bool:
        """Whether it led on."""
        return self.status in (302, 303)

    @property
    def why(self) -> str:
        """What stands against it, as the page says."""
        found = re.search(r'class="summary".*?<li>(.*?)</li>', self.page, re.S)
        said = re.sub(r"<[^>]+>", "", found[1]) if found else ""
        return unescape(" ".join(said.split()))[:90]


class Reader:
    """A person with a browser that runs no script; `network` is the address that a proxy says."""

    def __init__(self, url: str, network: str) -> None:
        self.url, self.session = url, requests.Session()
        about = {
            "X-Forwarded-For": network,
            "Sec-Fetch-Site": "same-origin",
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            "Accept-Language": "en",
            "Accept": "text/html",
            "Connection": "close",  # no server closes it while the next form is on its way
        }
        self.session.headers.update(about)

    def get(self, path: str) -> str:
        """A page."""
        return self.session.get(self.url + path, timeout=60).text

    def status(self, path: str) -> int:
        """The status of a page, wherever it leads."""
        return self.session.get(self.url + path, allow_redirects=False, timeout=60).status_code

    def send(
        self, path: str, said: str = "", *, page: str | None = None, wait: float = 0, **fields: Any
    ) -> Answered:
        """Open the page of a form, wait as long as one types, send it; is what was `said` kept?

        Where others write for too long it is sent again, as the answer asks, five times at most.
        """
        found = TOKEN.search(self.get(page or path))
        time.sleep(wait)
        sent = {**fields, "csrf_token": found[1]} if found else fields
        for _time in range(6):
            answer = self.session.post(self.url + path, sent, allow_redirects=False, timeout=60)
            if answer.status_code != requests.codes.unavailable:
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        kept = bool(said) and said in unescape(answer.text)
        led = answer.headers.get("Location", "")
        return Answered(answer.status_code, led, answer.text, answer.headers, kept)

    def sign_in(self, name: str) -> "Reader":
        """Come in by the password that all have."""
        came = self.send("/sign-in", login=name, password=PASSWORD)
        if not came.is_taken:
            raise SystemExit(f"{name} could not sign in: {came.status} {came.why}")
        return self


@dataclass
class Mailbox:
    """What an SMTP server of our own took."""

    letters: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take it."""
        self.letters.append(envelope.content.decode("utf-8", "replace"))
        return "250 2.0.0 taken"

    def wait_for(self, address: str, seconds: float = 90, beside: int = 0) -> str:
        """A letter to an address, after so many others; empty where none came in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            to = re.compile(rf"^To: .*{re.escape(address)}", re.M)
            theirs = [one for one in self.letters if to.search(one)]
            if len(theirs) > beside:
                return theirs[beside]
            time.sleep(0.5)
        return ""


@contextmanager
def mailbox(port: int) -> Iterator[Mailbox]:
    """A server for mail until the block ends."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


class Hands:
    """A moderator before Chromium, whose page loads and presses are counted.

    A press is a key that acts, a click, or a choice; words that are typed count by themselves.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.loads, self.presses, self.typed = page, 0, 0, 0
        self.left = 0  # pages that were asked for and did not come yet
        page.on("request", self._note)
        page.on("framenavigated", self._arrive)

    def _note(self, request: Request) -> None:
        if request.is_navigation_request() and request.redirected_from is None:
            self.loads += 1
            self.left += 1

    def _arrive(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self.left = max(0, self.left - 1)

    def _wait(self) -> None:
        """Until the page is there that was asked for, if one was."""
        self.page.wait_for_timeout(200)
        while self.left:
            self.page.wait_for_timeout(50)
        self.page.wait_for_load_state("load")

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)

    def press(self, *keys: str) -> None:
        """Press letters, one after the other, and wait for the page that may follow."""
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)
            self._wait()

    def click(self, selector: str) -> None:
        """Click on the first that fits."""
        self.presses += 1
        self.page.locator(selector).first.click()
        self._wait()

    def choose(self, selector: str, value: str) -> None:
        """Choose one of a list."""
        self.presses += 1
        self.page.locator(selector).first.select_option(value)

    def write(self, selector: str, words: str) -> None:
        """Type words into a field."""
        self.typed += len(words)
        self.page.locator(selector).first.fill(words)

    def begin(self) -> None:
        """Count anew."""
        self.loads = self.presses = self.typed = 0
        self.began = time.monotonic()

    def told(self) -> str:
        """What it took since."""
        seconds = time.monotonic() - self.began
        return (
            f"{self.loads} page loads, {self.presses} presses, "
            f"{self.typed} letters typed ({seconds:.0f} s of the program)"
        )


@contextmanager
def moderators(url: str, *names: str) -> Iterator[dict[str, Hands]]:
    """Some of the staff, each in a browser of their own, until the block ends."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        hands = {}
        for number, name in enumerate(names):
            forwarded = {"X-Forwarded-For": f"198.51.100.{number + 1}"}
            context = chromium.new_context(
                base_url=url, locale="en-GB", extra_http_headers=forwarded
            )
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto("/sign-in")
            page.fill("[name=login]", name)
            page.fill("[name=password]", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_url(lambda address: "sign-in" not in address)
            hands[name] = Hands(page)
        yield hands
        chromium.close()


def all_at_once(acts: list[Any]) -> None:
    """Do what each says in a thread of its own; the first fault ends the run."""
    faults: list[BaseException] = []

    def guarded(act: Any) -> None:
        try:
            act()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if faults:
        raise faults[0]
