"""Seven of a council make keys in browsers; four of them open what was sealed, three do not."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import VIEWPORTS, Site, Visits
from tests.browser.test_pages import violations
from tests.forking import TRIBE, run
from tests.serving import begin, free_port, wait_until_ready
from tribe.app import create_app
from tribe.base.db import db, now, session
from tribe.config import Settings
from tribe.members import services as members
from tribe.operating import migrate_to_head
from tribe.voice import services as voice

PASSWORD = "well-kept village hall"
ENGLISH, FRENCH = ("cleo", "fay", "hana"), ("dov", "gil", "ivo", "juno")
SEATED = dict.fromkeys(ENGLISH, "en") | dict.fromkeys(FRENCH, "fr")
SAID = {
    "en": {
        "make": "Make my key",
        "written": "I have written them down",
        "kept": "The next copy has a share for it.",
        "fetch": "Fetch the sealed copy",
        "has share": "The last copy has a share for it.",
    },
    "fr": {
        "make": "Créer ma clé",
        "written": "Je les ai notés",
        "kept": "La prochaine copie contiendra une part pour elle.",
        "fetch": "Télécharger la copie scellée",
        "has share": "La dernière copie contient une part pour elle.",
    },
}


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Site]:
    """A place whose council of seven has no key yet."""
    environ = {"TRIBE_DATA_DIR": str(tmp_path / "data"), "TRIBE_SECRET_KEY": "only for tests"}
    app = create_app(Settings.from_environ(environ))
    migrate_to_head(app)
    with app.app_context():
        for name in SEATED:
            email = f"{name}@example.invalid"
            member = members.join(name, email, PASSWORD, is_measured=False)
            voice.seat(member, now().date())
        session.commit()
        db.engine.dispose()
    port = free_port()
    with (tmp_path / "server.log").open("wb") as log:
        server = begin([TRIBE, "serve", "--port", port], environ, stdout=log, stderr=log)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield Site(f"http://127.0.0.1:{port}", PASSWORD, tmp_path / "data")
    finally:
        server.terminate()
        server.wait(20)


def make_key(page: Page, said: dict[str, str]) -> str:
    """Make a key on one's page, and write its words down."""
    page.goto("/me/will")
    page.get_by_role("button", name=said["make"]).click()
    words = page.locator("ol.codes code").all_inner_texts()
    assert len(words) == 20
    assert violations(page) == []
    page.get_by_role("link", name=said["written"]).click()
    expect(page.get_by_text(said["kept"])).to_be_visible()
    assert words[4] not in page.locator("main").inner_text().split()
    return " ".join(words)


def tribe(site: Site, *words: object, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return run(
        [str(TRIBE), *map(str, words)],
        env={"TRIBE_DATA_DIR": str(site.data_dir), "TRIBE_SECRET_KEY": "only for tests"},
        input=typed, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_four_of_seven_open_what_was_sealed(
    browser: Browser, council: Site, tmp_path: Path
) -> None:
    visits = Visits(browser, council)
    pages, words = {}, {}
    for number, (name, locale) in enumerate(SEATED.items()):
        screen = list(VIEWPORTS)[number % 2]
        pages[name] = visits.by(name, screen=screen, locale=locale)
        words[name] = make_key(pages[name], SAID[locale])
    done = tribe(council, "will", "seal")
    assert done.returncode == 0, done.stderr
    assert "4 of 7 open it" in done.stdout
    files = []
    for name in ("hana", "ivo"):  # in English, and in French
        said, page = SAID[SEATED[name]], pages[name]
        page.goto("/me/will")
        expect(page.get_by_text(said["has share"])).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name=said["fetch"]).click()
        files.append(tmp_path / f"{name}.sealed")
        download.value.save_as(files[-1])
        page.goto("/will")
        assert violations(page) == []
    assert files[0].read_bytes() == files[1].read_bytes()
    keys = [words[name] for name in ("cleo", "ivo", "gil", "hana")]
    three = tribe(council, "will", "open", files[0], tmp_path / "open", typed="\n".join(keys[:3]))
    assert three.returncode == 1
    assert not (tmp_path / "open").exists()
    four = tribe(council, "will", "open", files[1], tmp_path / "open", typed="\n".join(keys) + "\n")
    assert four.returncode == 0, four.stdout + four.stderr
    assert "juno@example.invalid" in (tmp_path / "open/tables/member.jsonl").read_text()
    visits.close()
