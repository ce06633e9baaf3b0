"""What happens elsewhere reaches an open page in Chromium, and moves nothing under its reader."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser import house
from tests.browser.conftest import ROOT, Site, Visits
from tests.serving import TRIBE, begin, free_port, wait_until_ready

SOON = 8_000  # milliseconds
LONG = "\n\n".join(f"Line {number} takes its place." for number in range(12))


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class House:
    """A small house whose server is killed and begun anew on the same port."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.port = data_dir, free_port()
        self.site = Site(f"http://127.0.0.1:{self.port}", house.build(data_dir), data_dir)
        self.server: Any = None

    def begin(self) -> None:
        environ = {"TRIBE_DATA_DIR": str(self.data_dir), "TRIBE_SECRET_KEY": house.SECRET}
        with (self.data_dir / "server.log").open("ab") as log:
            command = [TRIBE, "serve", "--port", self.port]
            self.server = begin(command, environ, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        wait_until_ready(self.site.url, self.server)

    def kill(self) -> None:
        self.server.kill()
        self.server.wait(20)
        until = time.monotonic() + 20
        while is_open(self.port) and time.monotonic() < until:  # its worker ends by itself
            time.sleep(0.1)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("house"))
    built.begin()
    yield built
    built.kill()


@pytest.fixture
def visits(browser: Browser, own: House) -> Iterator[Visits]:
    opened = Visits(browser, own.site)
    yield opened
    opened.close()


def begin_topic(page: Page, title: str, *replies: str) -> str:
    """A topic of a few posts; its address."""
    page.goto("/t/new")
    page.fill("[name=title]", title)
    page.fill("[name=body]", LONG)
    page.locator("[name=category]").select_option(index=1)
    page.click("main form.form button[type=submit]")
    expect(page.locator("h1")).to_have_text(title)
    address = page.url.partition("#")[0]
    for words in replies:
        reply(page, address, words)
    return address


def reply(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.fill("#reply [name=body]", words)
    page.locator("#reply button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(words.split("\n")[0])


def open_for(page: Page, address: str) -> None:
    """Open a page, and return once its socket watches."""
    with page.expect_response(lambda answer: "/after" in answer.url):
        page.goto(address)


def edit(page: Page, post: str, words: str) -> None:
    page.goto(f"{post}/edit")
    page.fill("[name=body]", words)
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url("**/t/**")


def link_of(page: Page, number: int) -> str:
    return str(page.locator(f"#post-{number} .post__at").get_attribute("href"))


def test_signs_edits_and_removals_come_to_who_is_writing(visits: Visits) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    address = begin_topic(writer, "Tea at dawn", "I come", "So do I")
    second, third = link_of(writer, 2), link_of(writer, 3)
    open_for(reader, address)
    field = reader.locator("#reply [name=body]")
    field.fill("Half a sentence")
    field.scroll_into_view_if_needed()
    before = field.bounding_box()
    assert before is not None
    edit(writer, second, "I come late" + "\n\nand bring bread" * 4)
    expect(reader.locator("#post-2")).to_contain_text("I come late", timeout=SOON)
    writer.goto(f"{third}/delete")
    writer.locator("main form button[type=submit]").first.click()
    expect(reader.locator("#post-3")).to_contain_text("removed by its author", timeout=SOON)
    reply(writer, address, "A word that arrives")
    expect(reader.locator("#post-4")).to_contain_text("A word that arrives", timeout=SOON)
    expect(reader.locator("[data-live-said]")).to_have_text("One new reply")
    after = field.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    assert reader.locator("#post-2, #post-3").get_by_role("link", name="Bring it back").count() == 0
    assert field.input_value() == "Half a sentence"
    assert field.evaluate("field => field === document.activeElement")


def test_a_sign_takes_neither_selection_nor_open_menu(visits: Visits) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    address = begin_topic(reader, "Bread on Saturday", "With seeds")
    writer.goto(address)
    post = link_of(writer, 2)
    open_for(reader, address)
    reader.locator("#post-2 .post__body p", has_text="With seeds").select_text()
    reader.locator("#post-2 summary").click()
    reader.locator("#post-2 .post__body p", has_text="With seeds").select_text()
    reader.locator("#post-2 summary").focus()
    writer.locator(f"#post-2 button[form='signs-{post.rpartition('/')[2]}']").click()
    expect(reader.locator("#post-2 .signs")).to_be_visible(timeout=SOON)
    assert "With seeds" in reader.evaluate("String(getSelection())")
    assert reader.locator("#post-2 details[open]").count() == 1
    assert reader.evaluate("document.activeElement.localName") == "summary"


def test_who_reads_further_up_gets_a_word_and_no_jump(visits: Visits) -> None:
    reader, writer = visits.by("cleo", screen="phone", locale="fr"), visits.by("dov")
    address = begin_topic(writer, "A long talk", LONG, LONG)
    open_for(reader, address)
    reply(writer, address, "At the very end")
    note = reader.locator(".live-note a")
    expect(note).to_have_text("Une nouvelle réponse", timeout=SOON)
    assert reader.evaluate("scrollY") == 0
    note.click()
    expect(reader.locator("#post-4")).to_be_in_viewport()
    expect(note).to_have_count(0)


def test_what_was_missed_while_the_server_was_gone_is_fetched(visits: Visits, own: House) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    address = begin_topic(writer, "After the storm", "Before it")
    post = link_of(writer, 2)
    open_for(reader, address)
    own.kill()
    own.begin()
    edit(writer, post, "Before it, as I said")
    reply(writer, address, "All is well")
    expect(reader.locator("#post-3")).to_contain_text("All is well", timeout=20_000)
    expect(reader.locator("#post-2")).to_contain_text("as I said")
    reply(writer, address, "And goes on")
    expect(reader.locator("#post-4")).to_contain_text("And goes on", timeout=SOON)
    visits.complaints.clear()  # the browser says that the socket was cut


def test_who_writes_learns_that_the_topic_was_closed_and_opened_again(visits: Visits) -> None:
    reader, keeper = visits.by("cleo", screen="phone", locale="fr"), visits.by("ben")
    address = begin_topic(reader, "Tea no more")  # nobody closes their own
    keeper.goto(address)
    open_for(reader, address)
    reader.fill("#reply [name=body]", "Half a sentence")
    before = reader.locator("#reply [name=body]").bounding_box()
    keeper.get_by_role("link", name="Close the topic").click()
    keeper.fill("[name=why]", "It is answered")
    keeper.get_by_role("button", name="Close the topic").click()
    closed = reader.locator("[data-state=closed]")
    expect(closed).to_be_visible(timeout=SOON)
    expect(closed).to_contain_text("vient d’être fermé")
    after = reader.locator("#reply [name=body]").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    assert reader.locator("#reply [name=body]").input_value() == "Half a sentence"
    keeper.get_by_role("link", name="Open it again").click()
    keeper.fill("[name=why]", "It is not")
    keeper.get_by_role("button", name="Open it again").click()
    expect(closed).to_be_hidden(timeout=SOON)


def agree_to_be_shown(page: Page) -> None:
    page.goto("/me/profile")
    page.check("[name=is_shown_present]")
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url("**/u/**")


def test_who_reads_and_who_writes_is_seen_by_those_who_are_shown(visits: Visits) -> None:
    cleo, dov, ben = visits.by("cleo"), visits.by("dov", locale="fr"), visits.by("ben")
    address = begin_topic(cleo, "Tea again")
    for page in (cleo, dov):
        agree_to_be_shown(page)
    for page in (cleo, dov, ben):
        open_for(page, address)
    expect(cleo.locator("[data-here]")).to_contain_text("Reading now: dov", timeout=SOON)
    expect(dov.locator("[data-here]")).to_contain_text("Lisent en ce moment : cleo", timeout=SOON)
    dov.locator("#reply [name=body]").press_sequentially("So")
    expect(cleo.locator("[data-here]")).to_contain_text("dov is writing…", timeout=SOON)
    assert ben.locator("[data-here]").count() == 0
    dov.goto("/topics")
    expect(cleo.locator("[data-here]")).to_have_text("", timeout=SOON)


def test_who_comes_to_a_gathering_is_seen_while_its_page_is_open(visits: Visits) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    writer.goto("/events")
    writer.get_by_role("link", name="Supper").first.click()
    writer.wait_for_url("**/events/*")
    with reader.expect_response(lambda answer: answer.url.endswith("/pieces")):
        reader.goto(writer.url)
    reader.check("[name=status][value=interested]")
    writer.check("[name=status][value=going]")
    writer.locator("form[action$='/rsvp'] button[type=submit]").click()
    expect(reader.locator("#seats .attendees")).to_contain_text("dov", timeout=SOON)
    assert reader.is_checked("[name=status][value=interested]")


def test_a_copy_that_back_brings_is_looked_at_as_an_old_one(visits: Visits) -> None:
    reader, writer = visits.by(), visits.by("dov")
    address = begin_topic(writer, "Read twice")
    open_for(reader, address)
    reader.goto("/how-it-works")
    with reader.expect_request(lambda request: "/after" in request.url) as asked:
        reader.go_back()
    assert int(parse_qs(urlsplit(asked.value.url).query)["age"][0]) > 600_000


def test_the_bell_is_right_after_a_first_socket_that_failed(visits: Visits) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    is_reached = False

    def answer(asked: WebSocketRoute) -> None:
        if is_reached:
            asked.connect_to_server()
        else:
            asked.close()

    reader.route_web_socket("**/socket.io/**", answer)
    reader.goto("/notices")  # what came before is seen
    reader.goto("/")
    number = reader.locator("[data-bell] .bell__number")

    def unread() -> int:
        assert time.monotonic() < until
        return int(reader.request.get("/notices/unread").json()["unread"])

    until = time.monotonic() + 60
    expect(number).to_have_text(str(before := unread()))
    begin_topic(writer, "A bell", "@cleo are you there?")
    while unread() == before:
        reader.wait_for_timeout(100)
    is_reached = True
    until = time.monotonic() + 120  # the socket waits twice as long after each failure
    expect(number).not_to_have_text(str(before), timeout=100_000)
    while number.text_content() != str(unread()):  # more may come meanwhile
        reader.wait_for_timeout(100)
