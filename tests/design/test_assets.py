"""Built files: their names, how they are sent, and what weighs on a reader's line."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tribe.web.design import assets

ROOT = Path(__file__).parent.parent.parent
DIST = ROOT / "tribe" / "static" / "dist"


@pytest.fixture
def address(app: Flask) -> str:
    with app.app_context():
        return assets.asset("app.css")


def test_names_change_with_the_content(address: str) -> None:
    assert re.fullmatch(r"/static/dist/app-[0-9A-Z]{8}\.css", address)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_compressed_as_the_browser_asks(
    client: FlaskClient, address: str, asked: str, given: str | None
) -> None:
    response = client.get(address, headers={"Accept-Encoding": asked})
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding") == given
    assert response.mimetype == "text/css"
    assert "Accept-Encoding" in response.headers["Vary"]
    body = gzip.decompress(response.data) if given == "gzip" else response.data
    if given != "br":
        assert body == (DIST / address.rsplit("/", 1)[1]).read_bytes()


def test_kept_for_ever(client: FlaskClient, address: str) -> None:
    cached = client.get(address).headers["Cache-Control"]
    assert "immutable" in cached
    assert "public" in cached
    assert "max-age=31536000" in cached
    assert "no-cache" not in cached


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["manifest.json", "app.css", "..%2f..%2fapp.py", "nothing.js"])
def test_only_built_files_are_sent(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/dist/{name}").status_code == 404


def test_what_is_not_built_names_the_command(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(assets.NotBuilt, match="bin/demo"):
        assets.read_manifest(tmp_path)
    with app.app_context(), pytest.raises(assets.NotBuilt, match="no-such"):
        assets.asset("no-such.css")


def test_a_broken_build_is_not_remembered(tmp_path: Path) -> None:
    with pytest.raises(assets.NotBuilt):
        assets.read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": "app-1.css"}))
    assert assets.read_manifest(tmp_path) == {"app.css": "app-1.css"}


def test_the_weight_of_what_every_topic_loads() -> None:
    names = assets.read_manifest(DIST)
    wire = {
        name: min(
            path.stat().st_size
            for path in DIST.glob(f"{built}*")
            if path.suffix in (".br", ".gz", Path(built).suffix)
        )
        for name, built in names.items()
    }
    assert wire["app.css"] <= 14_000
    assert wire["sans.woff2"] + wire["serif.woff2"] <= 66_000
    assert wire["app.css"] + wire["app.js"] + wire["live.js"] <= 30_000
    assert len([name for name in names if name.endswith(".woff2")]) == 2


def test_the_lock_holds_no_addresses() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in text
    assert '"integrity": "sha512-' in text
    wanted = json.loads((ROOT / "package.json").read_text())
    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_style_sheet_needs_nothing_from_elsewhere() -> None:
    css = (DIST / assets.read_manifest(DIST)["app.css"]).read_text()
    urls = re.findall(r"url\(([^)]*)\)", css)
    assert urls
    assert all(url.strip("\"'").startswith("./") for url in urls), urls
    assert "@import" not in css
