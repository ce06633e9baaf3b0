"""The files that operators copy: the unit runs Tribe, and the proxy stands before it."""

import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serving import TRIBE, begin, free_port, served, wait_until_ready

EXAMPLES = Path(__file__).parents[2] / "docs/operators/examples"
NAME = "tribe.example.org"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def environ_of(folder: Path) -> dict[str, str]:
    """The example's environment, in a folder of the test and without a mail server."""
    text = (EXAMPLES / "tribe.env").read_text().replace("/srv/tribe", str(folder))
    pairs = [line.split("=", 1) for line in text.splitlines() if line and line[0] != "#"]
    return {key: value for key, value in pairs if key != "TRIBE_MAIL_URL"}


def unit_lines(name: str) -> dict[str, str]:
    """What a unit says, by key."""
    text = (EXAMPLES / name).read_text()
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def test_the_unit_starts_tribe_and_ends_it_in_time(tmp_path: Path) -> None:
    unit = unit_lines("tribe.service")
    program, *arguments = shlex.split(unit["ExecStart"])
    assert program == "/opt/tribe/.venv/bin/tribe"
    assert unit["ReadWritePaths"] == "/srv/tribe"
    port = free_port()
    command = [TRIBE, *(str(port) if word == "8000" else word for word in arguments)]
    running = begin(command, environ_of(tmp_path / "data"))
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", running)
        running.send_signal(signal.SIGTERM)
        assert running.wait(int(unit["TimeoutStopSec"])) == 0
    finally:
        running.kill()
        running.wait()


def test_the_unit_of_mail_takes_messages_in_and_ends_in_time(tmp_path: Path) -> None:
    unit = unit_lines("tribe-mail.service")
    program, *arguments = shlex.split(unit["ExecStart"])
    assert program == "/opt/tribe/.venv/bin/tribe"
    port = free_port()
    said = [word.replace("2424", str(port)) for word in arguments]
    environ = environ_of(tmp_path / "data") | {"TRIBE_INBOUND_ADDRESS": "in@tribe.example.org"}
    running = begin([TRIBE, *said], environ)
    try:
        wait_for_port(port)
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            assert line.recv(99).startswith(b"220 ")
        running.send_signal(signal.SIGTERM)
        assert running.wait(int(unit["TimeoutStopSec"])) == 0
    finally:
        running.kill()
        running.wait()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("name", ["tribe.service", "tribe-mail.service"])
def test_systemd_understands_the_unit(tmp_path: Path, name: str) -> None:
    text = (EXAMPLES / name).read_text()
    unit = tmp_path / "tribe.service"
    unit.write_text(text.replace("/opt/tribe/.venv/bin/tribe", str(TRIBE)))
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert str(unit) not in told.stderr


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for the example's name."""
    key, chain = folder / "privkey.pem", folder / "fullchain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj"]
        + [f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key)]
        + ["-out", str(chain)],
        check=True,
        capture_output=True,
    )
    return key, chain


@contextmanager
def proxied(folder: Path, tribe_port: int) -> Iterator[tuple[int, int]]:
    """nginx with the example before Tribe, on ports of its own: plain, and TLS."""
    plain, secure = free_port(), free_port()
    key, chain = certificate(folder)
    server = (EXAMPLES / "nginx.conf").read_text()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(chain)),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
        ("127.0.0.1:8000", f"127.0.0.1:{tribe_port}"),
    ):
        assert old in server
        server = server.replace(old, new)
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{kept}{server}}}\n"
    )
    running = begin([NGINX, "-p", folder, "-c", conf], {})
    try:
        wait_for_port(secure)
        yield plain, secure
    finally:
        running.terminate()
        running.wait()


def wait_for_port(port: int) -> None:
    """Until something listens."""
    for _ in range(100):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx does not listen")


def ask(folder: Path, port: int, request: str) -> str:
    """The head of an answer over TLS, the name checked against the certificate."""
    trusting = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as raw,
        trusting.wrap_socket(raw, server_hostname=NAME) as line,
    ):
        line.sendall(request.encode())
        heard = b""
        while b"\r\n\r\n" not in heard and (part := line.recv(4096)):
            heard += part
    return heard.decode("latin-1").split("\r\n\r\n")[0]


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_the_proxy_stands_before_tribe(tmp_path: Path) -> None:
    (tmp_path / "proxy").mkdir()
    with (
        served(environ_of(tmp_path / "data")) as tribe,
        proxied(tmp_path / "proxy", tribe.port) as (plain, secure),
    ):
        head = f"Host: {NAME}\r\nConnection: close\r\n"
        post = f"POST /language HTTP/1.1\r\n{head}Origin: https://{NAME}\r\nContent-Length: 9\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n\r\nlocale=fr"
        chosen = ask(tmp_path / "proxy", secure, post + form)
        assert re.search(r"^set-cookie: __Host-tribe=.*secure", chosen, re.I | re.M), chosen
        upgrade = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
        sockets = (
            f"Host: {NAME}\r\nOrigin: https://{NAME}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert " 101 " in ask(tmp_path / "proxy", secure, upgrade + sockets).splitlines()[0]
        length = 8 * 2**20 + 1
        large = f"POST /sign-in HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n{'x' * length}"
        refused = ask(tmp_path / "proxy", secure, large)
        assert " 413 " in refused.splitlines()[0]
        assert "content-security-policy" in refused.lower()  # Tribe's own page says it
        assert moved_to(plain) == f"https://{NAME}/topics"


def moved_to(port: int) -> str:
    """Where plain HTTP leads."""

    class Staying(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_about: object) -> None:  # type: ignore[override]
            return None

    asked = urllib.request.Request(f"http://127.0.0.1:{port}/topics", headers={"Host": NAME})
    try:
        urllib.request.build_opener(Staying).open(asked, timeout=10)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("it does not redirect")
