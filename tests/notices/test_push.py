"""What members are told on their devices: sealed, what the notice says, and to nobody else."""

import base64
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from py_vapid import Vapid02
from sqlalchemy import delete, select, update

from tests.conftest import Cast, sign_in
from tests.notices.conftest import Hall, work
from tests.notices.pushing import Keys, PushService
from tests.test_logs import lines, told
from tribe.activity.notices import Rank
from tribe.base import outgoing
from tribe.base.db import now, session
from tribe.config import Settings, WrongSetting
from tribe.forum.models import Topic
from tribe.jobs import Lane, run_next
from tribe.jobs.models import Job
from tribe.members.models import Member, SignIn, State
from tribe.notices import push
from tribe.notices.models import (
    BrandBudget,
    Notice,
    NoticeChoice,
    NoticeRhythm,
    PushChoice,
    PushDevice,
    Reach,
)
from tribe.notices.push import Answer, Endpoint, deliver, is_endpoint, public_key
from tribe.notices.queries import Pushed
from tribe.notices.services.devices import MOST, prune_devices
from tribe.notices.services.pushing import ATTEMPTS, PUSH, _pack

__all__ = ["lines"]

KEYS = Keys()


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def here(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A place that may tell devices, also by a service on this machine."""
    monkeypatch.setitem(app.config, "BASE_URL", "https://tribe.example.org")
    private = replace(app.config["SETTINGS"], push="private")
    monkeypatch.setitem(app.config, "SETTINGS", private)
    return app


@pytest.fixture
def cleo(here: Flask, hall: Hall, cast: Cast, service: PushService) -> FlaskClient:
    """Cleo's browser, which is connected to the service."""
    client = sign_in(here, cast, "cleo")
    assert connect(client, service.endpoint).status_code == 303
    return client


def connect(client: FlaskClient, endpoint: str, keys: Keys = KEYS) -> object:
    return client.post("/me/notices/devices", data={"endpoint": endpoint, **keys.told})


def tell() -> None:
    """Do all that is due, also what goes to devices."""
    work()
    while run_next(Lane.PUSH):
        pass


def answer(hall: Hall, who: str = "ben", topic: Topic | None = None) -> Topic:
    topic = topic or hall.topic("cleo")
    hall.reply(who, topic)
    tell()
    return topic


def waiting() -> list[Job]:
    session.rollback()
    open_jobs = select(Job).where(Job.kind == PUSH, Job.done_at.is_(None), Job.failed_at.is_(None))
    return list(session.scalars(open_jobs.order_by(Job.id)))


def test_a_device_is_told_what_the_notice_says(
    cleo: FlaskClient, hall: Hall, service: PushService
) -> None:
    topic = answer(hall)
    [taken] = service.taken
    notice = session.scalars(select(Notice)).one()
    assert KEYS.open(taken.body) == {
        "title": "Bread on Saturday",
        "body": "ben answers you in “Bread on Saturday”",
        "url": f"/notices/{notice.id}",
        "tag": f"topic-{topic.id}",
        "lang": "en",
    }
    assert b"Bread" not in taken.body
    assert taken.headers["Content-Encoding"] == "aes128gcm"
    assert (taken.headers["TTL"], taken.headers["Urgency"]) == ("86400", "normal")
    assert taken.headers["Topic"].isalnum()
    assert len(taken.headers["Topic"]) == 32
    assert Vapid02.verify(taken.headers["Authorization"])
    assert public_key() in taken.headers["Authorization"]
    claims = taken.headers["Authorization"].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["aud"], said["sub"]) == (service.origin, "https://tribe.example.org")
    device = session.scalars(select(PushDevice)).one()
    assert device.last_used_on == now().date()


def test_what_is_told_later_of_a_thing_takes_the_place_of_it(
    cleo: FlaskClient, hall: Hall, service: PushService
) -> None:
    topic = answer(hall)
    answer(hall, "ada", topic)
    first, second = (KEYS.open(one.body) for one in service.taken)
    assert first["tag"] == second["tag"]
    assert service.taken[0].headers["Topic"] == service.taken[1].headers["Topic"]
    assert second["body"].startswith("ada and ben answer you")


def test_a_french_browser_is_told_in_french(
    here: Flask, hall: Hall, cast: Cast, service: PushService
) -> None:
    client = sign_in(here, cast, "cleo")
    told = {"endpoint": service.endpoint, **KEYS.told}
    client.post("/me/notices/devices", data=told, headers={"Accept-Language": "fr"})
    answer(hall)
    assert "vous répond" in KEYS.open(service.taken[0].body)["body"]


@pytest.mark.parametrize(
    "how", ["read", "off", "nothing", "muted", "away", "out", "expired", "suspended", "leaves"]
)
def test_who_read_it_or_wants_none_is_not_told(
    cleo: FlaskClient, hall: Hall, cast: Cast, service: PushService, how: str
) -> None:
    topic, number, later = hall.topic("cleo"), cast.ids["cleo"], now() + timedelta(days=9)
    own = update(Member).where(Member.id == number)
    if how == "off":
        session.add(PushChoice(member_id=number, kind="forum.reply", is_wanted=False))
    elif how == "nothing":
        session.add(NoticeChoice(member_id=number, kind="forum.reply", reach=Reach.NOTHING))
    elif how == "muted":
        session.add(NoticeRhythm(member_id=number, hour=8, muted_until=later.date()))
    elif how == "away":
        session.execute(own.values(away_until=later.date()))
    session.commit()
    hall.reply("ben", topic)  # the job is asked for, and not done yet
    if how == "read":
        cleo.post("/notices/read", data={"until": now().isoformat()})
    elif how == "out":
        cleo.post("/sign-out")
    elif how == "expired":
        session.execute(update(SignIn).values(expires_at=now()))
    elif how == "suspended":
        session.execute(own.values(state=State.SUSPENDED))
    elif how == "leaves":
        session.execute(own.values(leaves_at=later))
    tell()
    assert service.taken == []


def test_quiet_hours_put_it_off(
    cleo: FlaskClient, hall: Hall, cast: Cast, service: PushService
) -> None:
    hour = datetime.now(UTC).hour
    quiet = {"quiet_from": hour, "quiet_until": (hour + 2) % 24}
    session.execute(update(Member).values(zone="UTC"))
    session.add(NoticeRhythm(member_id=cast.ids["cleo"], hour=8, **quiet))
    answer(hall)
    assert service.taken == []
    [job] = waiting()
    assert job.run_at.hour == quiet["quiet_until"]
    session.execute(delete(NoticeRhythm))
    session.execute(update(Job).values(run_at=now()))
    tell()
    assert len(service.taken) == 1


def test_a_kind_that_begins_in_the_digest_comes_to_who_chose_it(
    cleo: FlaskClient, hall: Hall, cast: Cast, service: PushService
) -> None:
    page = cleo.get("/me/notices").text
    assert 'name="push.forum.reply" type="checkbox" value="1" checked' in page
    assert 'name="push.forum.watched_category" type="checkbox" value="1" checked' not in page
    sent = {"push.forum.watched_topic": "1", "push.forum.reply": "0"}
    assert cleo.post("/me/notices", data=sent).status_code == 303
    session.rollback()
    chosen = {row.kind: row.is_wanted for row in session.scalars(select(PushChoice))}
    assert chosen == {"forum.watched_topic": True, "forum.reply": False}  # others are as they began
    assert cleo.post("/me/notices", data={"digest": "daily"}).status_code == 303
    session.rollback()
    assert len(session.scalars(select(PushChoice)).all()) == 2  # of what was not sent


def test_the_brand_reaches_a_device_as_often_as_its_member_says(
    cleo: FlaskClient, hall: Hall, cast: Cast, service: PushService
) -> None:
    session.execute(update(Member).where(Member.id == cast.ids["ben"]).values(is_brand=True))
    topic = hall.topic("dov")

    def name_her(who: str) -> int:
        hall.reply(who, topic, "@cleo, look")
        tell()
        return len(service.taken)

    assert name_her("ben") == 0  # none came to devices at first
    own = {"member_id": cast.ids["cleo"], "channel": "push"}
    session.add(BrandBudget(**own, most_a_month=1))
    session.commit()
    assert [name_her("ben"), name_her("ben")] == [1, 1]
    assert name_her("ada") == 2  # who is not the brand is not counted


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    cleo: FlaskClient, hall: Hall, service: PushService, status: int
) -> None:
    service.status = status
    answer(hall)
    assert session.scalars(select(PushDevice)).all() == []
    assert waiting() == []


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [(429, "120", 120), (503, "999999", 6 * 3600), (500, "soon", 30), (503, None, 30)],
)
def test_a_service_in_trouble_is_asked_again_when_it_says(
    cleo: FlaskClient, hall: Hall, service: PushService, status: int, asked: str, seconds: int
) -> None:
    service.status = status
    service.headers = {"Retry-After": asked} if asked else {}
    answer(hall)
    [job] = waiting()
    assert abs((job.run_at - now()).total_seconds() - seconds) < 20
    for _attempt in range(ATTEMPTS):
        session.execute(update(Job).values(run_at=now()))
        tell()
    assert len(service.taken) == ATTEMPTS
    assert waiting() == []
    assert len(session.scalars(select(PushDevice)).all()) == 1


def test_one_that_leads_elsewhere_is_not_followed_and_no_log_has_its_address(
    cleo: FlaskClient, hall: Hall, service: PushService, lines: io.StringIO
) -> None:
    service.status, service.headers = 307, {"Location": f"{service.origin}/elsewhere"}
    answer(hall)
    assert [taken.path for taken in service.taken] == ["/wpush/secret-of-a-browser"]
    assert waiting() == []
    said = [line for line in told(lines) if "push service" in line["event"]]
    assert [line["status"] for line in said] == [307]
    assert "secret-of-a-browser" not in lines.getvalue()


PUBLIC = ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"]
OWN = ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "172.16.0.1", "100.64.0.1"]
OWN += ["0.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"]
OWN += ["2002:a00:1::", "224.0.0.1", "ff02::1", "255.255.255.255"]


@pytest.mark.parametrize("address", PUBLIC + OWN)
def test_networks_of_ours_are_not_the_internet(address: str) -> None:
    assert outgoing.is_public(address) == (address in PUBLIC)


@pytest.mark.parametrize("address", OWN)
def test_a_name_of_an_own_network_is_not_connected_to(
    here: Flask, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Whatever the name said when the browser was connected: the address that is used counts."""
    public = replace(here.config["SETTINGS"], push="public")
    monkeypatch.setitem(here.config, "SETTINGS", public)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_how: found)
    tried: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *asked: tried.append(asked))
    endpoint = Endpoint("https://push.example.org/x", KEYS.told["p256dh"], KEYS.told["auth"])
    with here.app_context():
        assert deliver(endpoint, b"{}", Rank.REPLY, "topic-1") == Answer(0)
    assert tried == []


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("http://push.example.org/x", {}),
        ("https://push.example.org:8443/x", {}),
        ("https://name:word@push.example.org/x", {}),
        ("https:///x", {}),
        ("https://push.example.org/x y", {}),
        ("https://push.example.org/é", {}),
        ("https://push.example.org/" + "x" * 1_000, {}),
        ("https://[push/x", {}),
        ("javascript:alert(1)", {}),
        ("", {}),
        ("https://push.example.org/x", {"auth": "short"}),
        ("https://push.example.org/x", {"auth": ""}),
        ("https://push.example.org/x", {"p256dh": "B" * 87}),
        ("https://push.example.org/x", {"p256dh": "!"}),
    ],
)
def test_what_no_browser_says_is_refused(
    here: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str, keys: dict[str, str]
) -> None:
    public = replace(here.config["SETTINGS"], push="public")
    monkeypatch.setitem(here.config, "SETTINGS", public)
    told = KEYS.told | keys
    with here.app_context():
        good = Endpoint("https://push.example.org/x", KEYS.told["p256dh"], KEYS.told["auth"])
        assert is_endpoint(good)
        assert not is_endpoint(Endpoint(address, told["p256dh"], told["auth"]))
    client = sign_in(here, cast, "cleo")
    refused = client.post("/me/notices/devices", data={"endpoint": address, **told})
    assert refused.status_code == 409
    assert "does not say where" in refused.text


def devices(app: Flask) -> list[tuple[int, int]]:
    """The numbers of browsers and of their members."""
    with app.app_context():
        found = select(PushDevice.id, PushDevice.member_id).order_by(PushDevice.made_at)
        return [(device_id, member_id) for device_id, member_id in session.execute(found)]


def test_a_member_sees_and_ends_their_own_devices(here: Flask, cast: Cast) -> None:
    laptop, phone, ben = (sign_in(here, cast, name) for name in ("cleo", "cleo", "ben"))
    connect(laptop, "http://127.0.0.1:9/secret-of-a-browser")
    connect(phone, "http://127.0.0.1:9/of-the-phone")
    numbers = [device_id for device_id, _member_id in devices(here)]
    page = laptop.get("/me/notices").text
    assert page.count("Remove this device</button>") == len(numbers) == 2
    assert "secret-of-a-browser" not in page
    assert "Remove this device</button>" not in ben.get("/me/notices").text
    assert ben.post(f"/me/notices/devices/{numbers[0]}/end").status_code == 404
    assert ben.post("/me/notices/devices/77/end").status_code == 404
    assert laptop.post(f"/me/notices/devices/{numbers[1]}/end").status_code == 303
    assert devices(here) == [(numbers[0], cast.ids["cleo"])]


def test_a_member_has_ten_devices_and_the_latest_are_kept(here: Flask, cast: Cast) -> None:
    for number in range(MOST + 2):
        connect(sign_in(here, cast, "cleo"), f"http://127.0.0.1:9/{number}")
    with here.app_context():
        found = select(PushDevice.endpoint).order_by(PushDevice.made_at)
        kept = [endpoint.rpartition("/")[2] for endpoint in session.scalars(found)]
    assert kept == [str(number) for number in range(2, MOST + 2)]


def test_a_browser_is_one_members_at_a_time(here: Flask, cast: Cast) -> None:
    """Who signs in on a browser that another left connected takes it over."""
    for name in ("cleo", "ben", "ben"):
        connect(sign_in(here, cast, name), "http://127.0.0.1:9/of-the-browser")
    assert [member_id for _device_id, member_id in devices(here)] == [cast.ids["ben"]]


def test_what_ended_is_forgotten_by_night(cleo: FlaskClient, here: Flask) -> None:
    prune_devices()
    assert len(session.scalars(select(PushDevice)).all()) == 1
    cleo.post("/sign-out")
    prune_devices()
    assert session.scalars(select(PushDevice)).all() == []


def test_another_key_of_the_server_ends_them_all(
    cleo: FlaskClient, here: Flask, hall: Hall, service: PushService
) -> None:
    before = public_key()
    here.secret_key = "another key, as after a move"
    try:
        assert public_key() != before
        answer(hall)
        assert service.taken == []
        prune_devices()
        assert session.scalars(select(PushDevice)).all() == []
    finally:
        here.secret_key = here.config["SETTINGS"].secret_key


@pytest.mark.parametrize("sign", ["x", "é", "面", "🥖", "\x01", "\u2028", '"', "\\"])
def test_whatever_a_title_holds_it_is_short_enough(sign: str) -> None:
    told = Pushed(2**31, sign * 9_000, (sign * 9_000,) * 9, Rank.REPLY, "topic-2147483648")
    packed = _pack(told, "fr")
    assert len(packed) <= push.MAX_PAYLOAD
    assert json.loads(packed)["tag"] == told.tag


@pytest.mark.parametrize(
    ("base_url", "how", "reason"),
    [
        ("https://tribe.example.org", "public", None),
        ("http://127.0.0.1:8000", "private", None),
        ("http://tribe.example.org", "public", push.NO_HTTPS),
        (None, "public", push.NO_ADDRESS),
        ("https://tribe.example.org", "off", push.OFF),
    ],
)
def test_a_place_that_cannot_tell_devices_says_so(
    here: Flask,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    base_url: str | None,
    how: str,
    reason: str | None,
) -> None:
    monkeypatch.setitem(here.config, "BASE_URL", base_url)
    settings = replace(here.config["SETTINGS"], push=how)
    monkeypatch.setitem(here.config, "SETTINGS", settings)
    with here.app_context():
        assert push.why_not_pushing() == reason
    client = sign_in(here, cast, "cleo")
    assert ("This place tells no devices." in client.get("/me/notices").text) == bool(reason)
    if reason:
        assert connect(client, "https://push.example.org/x").status_code == 409  # type: ignore[attr-defined]


def test_a_wrong_word_for_it_stops_the_start(tmp_path: object) -> None:
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_PUSH": "everywhere"}
    with pytest.raises(WrongSetting, match="TRIBE_PUSH"):
        Settings.from_environ(environ)
