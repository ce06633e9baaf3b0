"""Passkeys in real Chromium, with an authenticator of the browser's own making."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.serving import TRIBE, begin, free_port, wait_until_ready

PASSWORD = "well-kept village hall"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """A small place with one member; keys are for names, so that it is called localhost."""
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_SECRET_KEY": "only for tests"}
    add = [TRIBE, "member", "add", "cleo", "--email", "cleo@example.invalid", "--password-stdin"]
    adding = begin(add, environ, stdin=subprocess.PIPE)
    adding.communicate(PASSWORD.encode() + b"\n", timeout=60)
    assert adding.returncode == 0
    port = free_port()
    with (tmp_path / "server.log").open("wb") as log:
        server = begin(
            [TRIBE, "serve", "--port", port], environ, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device that makes and shows keys, and whose owner is there."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp, made["authenticatorId"]


def test_a_passkey_is_made_and_lets_in(browser: Browser, place: str) -> None:
    page = browser.new_context(base_url=place).new_page()
    cdp, device = authenticator(page)
    page.goto("/sign-in")
    page.fill("[name=login]", "cleo")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit] >> nth=0")
    page.wait_for_url(f"{place}/")

    page.goto("/me/security")
    page.fill("[name=name]", "My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("My phone lets you in from now on.")).to_be_visible()
    [kept] = cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert kept["rpId"] == "localhost"

    page.fill("[name=name]", "The same again")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("No key was made.")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/sign-in?next=/members")
    page.get_by_role("button", name="Sign in by a passkey").click()
    page.wait_for_url(f"{place}/members")
    page.goto("/me/security")
    expect(page.get_by_text("last used on")).to_be_visible()

    page.get_by_role("button", name="Remove: My phone").click()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in by a passkey").click()
    expect(page.get_by_text("This key is not known here.")).to_be_visible()
    page.context.close()


def test_without_an_owner_who_is_there_no_key_is_shown(browser: Browser, place: str) -> None:
    page = browser.new_context(base_url=place).new_page()
    page.goto("/sign-in")
    cdp, device = authenticator(page)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in by a passkey").click()
    expect(page.get_by_text("No key was shown.")).to_be_visible(timeout=70_000)
    page.context.close()
