"""A device is told: connected by a press, what the server seals is shown by real Chromium."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visits
from tests.browser.test_offline import controlled, send, write
from tests.notices.pushing import Keys, PushService

SUBSCRIPTION = """([endpoint, keys]) => {
  // no service of Google's can be reached from here: this is what it would have said
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (asked) => {
    window.askedFor = asked;
    return { toJSON: () => ({ endpoint, keys }) };
  };
}"""
SHOWN = """navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) =>
  all.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, url: data.url })))"""


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


def until(is_so: Callable[[], bool], page: Page) -> None:
    """Wait until something is so that no page says."""
    for _turn in range(100):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it does not come to be so")


def deliver(page: Page, payload: str) -> None:
    """As the push service of the browser does it."""
    told: list[dict[str, Any]] = []
    origin = page.evaluate("location.origin")
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda about: told.extend(about["registrations"])
    )
    session.send("ServiceWorker.enable")
    ours = f"{origin}/"
    until(lambda: any(one["scopeURL"] == ours for one in told), page)
    number = next(one["registrationId"] for one in told if one["scopeURL"] == ours)
    asked = {"origin": origin, "registrationId": number, "data": payload}
    session.send("ServiceWorker.deliverPushMessage", asked)


def connect(page: Page, service: PushService, keys: Keys) -> None:
    page.context.grant_permissions(["notifications"])
    page.goto("/me/notices")
    controlled(page)
    page.evaluate(SUBSCRIPTION, [service.endpoint, keys.told])
    page.locator("[data-push] button").click()
    expect(page.locator("#devices .place")).to_have_count(1)


def test_what_the_server_sends_is_shown_and_leads_to_its_page(
    visit: Visits, site: Site, service: PushService
) -> None:
    reader, writer, keys = visit.by("cleo"), visit.by("ben"), Keys()
    connect(reader, service, keys)
    write(writer, "@cleo are you there?")
    send(writer)

    def of_topic() -> list[bytes]:  # a private message may have come before
        sealed = [one.body for one in service.taken]
        return [one for one in sealed if keys.open(one)["tag"] == "topic-1"]

    until(lambda: any("ben" in keys.open(one)["body"] for one in of_topic()), writer)
    sealed = next(one for one in of_topic() if "ben" in keys.open(one)["body"])
    told = keys.open(sealed)
    deliver(reader, keys.unseal(sealed).decode())
    until(lambda: bool(reader.evaluate(SHOWN)), reader)
    assert reader.evaluate(SHOWN) == [
        {name: told[name] for name in ("title", "body", "tag", "lang", "url")}
    ]
    deliver(reader, keys.unseal(sealed).decode())  # the same thing again takes its place
    reader.wait_for_timeout(100)
    assert len(reader.evaluate(SHOWN)) == 1
    [worker] = reader.context.service_workers
    with reader.expect_navigation(url="**/t/1/**"):
        worker.evaluate(
            "self.registration.getNotifications().then(([notification]) => self.dispatchEvent("
            "new NotificationEvent('notificationclick', { notification })))"
        )
    expect(reader.locator(".posts")).to_contain_text("are you there?")
    assert reader.evaluate(SHOWN) == []


def test_signing_out_ends_it_on_the_device(visit: Visits, service: PushService) -> None:
    reader, keys = visit.by("ada"), Keys()
    connect(reader, service, keys)
    deliver(reader, '{"title": "A", "body": "B", "url": "/notices/1", "tag": "t", "lang": "en"}')
    until(lambda: bool(reader.evaluate(SHOWN)), reader)
    reader.locator("[data-leaves] button").dispatch_event("click")
    expect(reader.get_by_text("You are signed out")).to_be_visible()
    assert reader.evaluate(SHOWN) == []


def test_nothing_is_asked_before_a_press_and_a_no_is_said(visit: Visits) -> None:
    page = visit.by("ines", locale="fr", screen="phone")
    page.add_init_script(
        "Notification.requestPermission = async () => { window.wasAsked = true; return 'denied' }"
    )
    page.goto("/me/notices")
    controlled(page)
    expect(page.locator("[data-push]")).to_be_visible()
    assert page.evaluate("window.wasAsked") is None
    page.locator("[data-push] button").click()
    expect(page.locator("[data-push-no=denied]")).to_be_visible()
    expect(page.locator("#devices .place")).to_have_count(0)
