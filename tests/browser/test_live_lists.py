"""Lists that are open in Chromium say what came, show it where it is pressed, and move nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visits
from tests.browser.test_live import House, begin_topic, reply

LATER = 12_000  # milliseconds: a list asks within three seconds, and again after a rest


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


def open_list(page: Page, address: str) -> None:
    """Open a page, and return once its list has asked for what came while it opened."""
    with page.expect_response(lambda answer: "since=" in answer.url, timeout=LATER):
        page.goto(address)


def test_a_list_says_what_came_and_shows_it_where_one_presses(visits: Visits) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    known = begin_topic(writer, "Known before", "One word")
    open_list(reader, "/topics")
    row = reader.locator(".topic", has_text="Known before")
    expect(row).to_contain_text("1 reply")
    reader.locator(".head__search [name=q]").fill("half a word")
    first = reader.locator(".topics .topic").first.inner_text()
    begin_topic(writer, "Bread on Saturday")
    said = reader.locator(".fresh__note a")
    expect(said).to_have_text("One new topic: show it", timeout=LATER)
    expect(reader.locator("[data-fresh-said]")).to_have_text("One new topic: show it")
    assert reader.locator(".topics .topic").first.inner_text() == first  # nothing moved
    begin_topic(writer, "Soup on Sunday")
    reply(writer, known, "A second word")
    expect(said).to_have_text("2 new topics: show them", timeout=LATER)
    expect(row).to_contain_text("2 replies", timeout=LATER)
    before = said.bounding_box()
    said.press("Enter")
    expect(reader.locator(".topic", has_text="Soup on Sunday")).to_be_visible()
    expect(reader.locator(".topic", has_text="Bread on Saturday")).to_be_visible()
    assert said.count() == 0
    place = reader.locator("[data-fresh-list]").bounding_box()
    assert before is not None
    assert place is not None
    assert abs(place["y"] - before["y"]) < 2
    assert reader.locator(".head__search [name=q]").input_value() == "half a word"
    focused = reader.evaluate("document.activeElement.closest('.topic')?.innerText ?? ''")
    assert "Known before" in focused or "Soup on Sunday" in focused


def test_what_a_list_missed_while_the_server_was_gone_is_said(visits: Visits, own: House) -> None:
    reader, writer = visits.by("cleo", screen="phone", locale="fr"), visits.by("dov")
    open_list(reader, "/")
    own.kill()
    own.begin()
    begin_topic(writer, "After the storm")
    said = reader.locator(".fresh__note a")
    expect(said).to_have_text("Un nouveau fil : l’afficher", timeout=30_000)
    said.click()
    expect(reader.locator(".topic", has_text="After the storm")).to_be_visible()
    visits.complaints.clear()  # the browser says that the socket was cut


def test_what_is_new_to_a_member_is_said_on_its_page(visits: Visits) -> None:
    reader, writer = visits.by("cleo"), visits.by("dov")
    open_list(reader, "/new")
    begin_topic(writer, "New to read")
    said = reader.locator(".fresh__note a")
    expect(said).to_have_text("One new thing: show it", timeout=LATER)
    said.click()
    expect(reader.locator(".topic", has_text="New to read")).to_be_visible()
    reader.get_by_role("button", name="I have read up to here").click()
    expect(reader.locator(".topic", has_text="New to read")).to_have_count(0)


def test_a_guest_opens_no_socket_for_a_list(visits: Visits) -> None:
    guest = visits.by()
    opened: list[str] = []
    guest.on("websocket", lambda socket: opened.append(socket.url))
    guest.goto("/topics")
    guest.wait_for_load_state("networkidle")
    assert opened == []
    assert guest.locator("[data-fresh]").count() == 0
