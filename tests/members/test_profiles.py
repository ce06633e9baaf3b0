"""What members show of themselves, and their pictures."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import Cast, count_queries, sign_in
from tests.looks import say_why
from tests.members.conftest import picture
from tests.world import furnish
from tribe.base.db import session
from tribe.base.errors import Forbidden, RuleBroken, Unavailable
from tribe.members import pictures, services
from tribe.members.models import Avatar, State, Trait, TraitKind
from tribe.members.pictures import Drawn
from tribe.settings import services as settings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
POISON = '<script>alert(1)</script><img src=x onerror="alert(2)"> [x](javascript:alert(3))'


def test_a_member_says_who_they_are(app: Flask, cast: Cast, client: FlaskClient) -> None:
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post(
        "/me/profile",
        data={
            "bio": "I **mend** things.",
            "values": "Repair before buying\n\n repair  BEFORE buying \nSlow tea",
            "signs": "A red thread",
            "skills": "Sharpening\nGerman",
            "locale": "fr",
        },
    )
    assert (answer.status_code, answer.location) == (303, "/u/cleo")
    page = client.get("/u/cleo").text
    assert "<strong>mend</strong>" in page
    for text in ("Repair before buying", "Slow tea", "A red thread", "Sharpening", "German"):
        assert page.count(f">{text}</a>") == 1
    assert "Change what you show" not in page
    own = cleo.get("/u/cleo").text
    assert "Changer ce que vous montrez" in own
    typed = cleo.get("/me/profile").text
    assert "Repair before buying\nSlow tea</textarea>" in typed
    assert 'value="fr" selected' in typed


def test_saving_twice_replaces(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    for value in ("one", "two"):
        cleo.post("/me/profile", data={"values": value})
    with app.app_context():
        assert [t.text for t in session.scalars(select(Trait))] == ["two"]


def test_poison_is_shown_as_text_or_not_at_all(app: Flask, cast: Cast, client: FlaskClient) -> None:
    cleo = sign_in(app, cast, "cleo")
    poison = {"bio": POISON, "values": POISON[:60], "signs": '"><b>', "skills": "</textarea><b>"}
    cleo.post("/me/profile", data=poison)
    for page in (client.get("/u/cleo"), cleo.get("/me/profile"), client.get("/members")):
        assert page.status_code == 200
        for live in ("<script>alert", "<img src=x", 'href="javascript:', '"><b>', "</textarea><b>"):
            assert live not in page.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("bio", "x" * 4001, "at most 4000"),
        ("values", "\n".join(f"value {n}" for n in range(13)), "12 lines"),
        ("signs", "x" * 61, "60 characters"),
        ("locale", "tlh", "one of the values offered"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(
    app: Flask, cast: Cast, field: str, value: str, words: str
) -> None:
    cleo = sign_in(app, cast, "cleo")
    kept = {"bio": "kept bio", "values": "kept value", "signs": "kept sign", "skills": "kept skill"}
    answer = cleo.post("/me/profile", data=kept | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    for name, text in kept.items():
        if name != field:
            assert text in answer.text
    with app.app_context():
        assert not session.scalar(select(func.count()).select_from(Trait))


def test_an_empty_post_is_no_accident(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    assert cleo.post("/me/profile", data={}).status_code == 303
    broken = cleo.post("/me/profile", data={"locale": "xx"})
    assert broken.status_code == 422
    assert "built-in method" not in broken.text


def test_what_a_form_does_not_say_stays_as_it_is(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    shown = {"bio": "I bake", "signs": "flour", "zone": "Asia/Tokyo", "is_shown_present": "1"}
    assert cleo.post("/me/profile", data=shown).status_code == 303
    assert cleo.post("/me/profile", data={"skills": "rye"}).status_code == 303
    page = cleo.get("/me/profile").text
    ticked = 'type="checkbox" value="1" checked'
    for text in ("I bake<", "flour<", "Asia/Tokyo", ticked, "rye<"):
        assert text in page
    cleo.post("/me/profile", data={"is_shown_present": "0"})
    assert ticked not in cleo.get("/me/profile").text


def test_guests_are_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    for path in ("/me/profile", "/me/sessions", "/me/consent"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, f"/sign-in?next={path}")


def test_only_the_member_changes_their_page(context: Flask, cast: Cast) -> None:
    ada, cleo, eve = cast.get("ada"), cast.get("cleo"), cast.get("eve")
    traits: dict[TraitKind, list[str]] = {}
    for editor, member in ((ada, cleo), (cleo, ada), (eve, eve)):
        with pytest.raises(Forbidden):
            services.update_profile(editor, member, bio="x", traits=traits, locale=None)
        with pytest.raises(Forbidden):
            services.show_picture(editor, member, Drawn(picture()))
        with pytest.raises(Forbidden):
            services.remove_picture(editor, member)


def test_pages_of_those_who_are_not_here(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        cast.get("eve").bio_html = "<p>secret of eve</p>"
        session.commit()
    closed = client.get("/u/eve")
    assert (closed.status_code, "secret of eve" in closed.text) == (200, False)
    assert "secret of eve" not in sign_in(app, cast, "cleo").get("/u/eve").text
    open_to_ben = say_why(sign_in(app, cast, "ben"), "/u/eve").text
    assert "secret of eve" in open_to_ben
    assert "suspended" in open_to_ben
    for nobody in (
        "/u/nobody",
        "/u/%00",
        "/u/cleo/avatar",
        "/u/cleo/avatar/%00.webp",
        "/u/%F0%9F%A6%8A",
        "/u/..%2f",
        "/u/a%FFb",
    ):
        assert client.get(nobody).status_code == 404
    assert client.get("/u/CLEO").location == "/u/cleo"


def test_no_page_asks_for_the_picture_of_who_is_suspended(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    furnish(app, cast)
    photo = BytesIO(picture("PNG", (9, 9)))
    sign_in(app, cast, "cleo").post("/me/profile", data={"avatar": (photo, "me.png")})
    pages = ["/topics", "/t/1/some-plain-words", "/council", "/rituals/some-plain-words"]
    assert any("/u/cleo/avatar/" in client.get(page).text for page in pages)
    with app.app_context():
        cast.get("cleo").state = State.SUSPENDED
        session.commit()
    ben = sign_in(app, cast, "ben")
    for page in [*pages, "/events/1", "/events/2", "/u/cleo", "/events"]:
        assert "/u/cleo/avatar/" not in ben.get(page).text


def test_a_picture_that_cannot_be_read_is_told_beside_all_else_that_is_wrong(
    app: Flask, cast: Cast
) -> None:
    sent = {"zone": "Nowhere", "avatar": (BytesIO(SVG), "me.svg")}
    told = sign_in(app, cast, "cleo").post("/me/profile", data=sent)
    assert told.status_code == 422
    assert set(re.findall(r'<a href="#f-(\w+)">', told.text)) == {"zone", "avatar"}


def test_a_picture_is_drawn_afresh(app: Flask, cast: Cast, client: FlaskClient) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # lies on its side
    cleo = sign_in(app, cast, "cleo")
    photo = picture("JPEG", (900, 600), exif=exif)
    assert b"taken at home" in photo
    cleo.post("/me/profile", data={"avatar": (BytesIO(photo), "me.jpg")})
    page = client.get("/u/cleo").text
    [address] = set(re.findall(r'src="(/u/cleo/avatar/[^"]+)"', page))
    answer = client.get(address)
    assert answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"taken at home" not in answer.data
    with Image.open(BytesIO(answer.data)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (256, 256))
        assert not drawn.getexif()
        assert "exif" not in drawn.info
    assert client.get("/u/cleo/avatar/0000.webp").status_code == 404
    with app.app_context():
        cast.get("cleo").state = State.SUSPENDED
        session.commit()
    for closed in (address, "/u/cleo/avatar"):  # as her page is
        assert client.get(closed).status_code == 404
    with app.app_context():
        cast.get("cleo").state = State.ACTIVE
        session.commit()
    cleo.post("/me/profile", data={"avatar": (BytesIO(picture("PNG", (9, 9))), "me.png")})
    assert client.get(address).status_code == 404  # the old one is gone
    cleo.post("/me/profile", data={"remove_avatar": "1"})
    assert "<img" not in client.get("/u/cleo").text
    with app.app_context():
        assert not session.scalar(select(func.count()).select_from(Avatar))


def test_pictures_that_unfold_are_drawn_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file of forty megapixels needs hundreds of megabytes while it is drawn."""
    at_work, most = [0], [0]
    real = pictures._drawn_apart

    def watched(upload: bytes) -> tuple[int, bytes]:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        time.sleep(0.02)
        try:
            return real(upload)
        finally:
            at_work[0] -= 1

    monkeypatch.setattr(pictures, "_drawn_apart", watched)
    with ThreadPoolExecutor(5) as pool:
        drawn = list(pool.map(pictures.redraw, [picture("PNG", (900, 900))] * 5))
    assert len({one.key for one in drawn}) == most[0] == 1


def test_who_waits_too_long_for_their_turn_is_asked_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "LONGEST_WAIT", 0.1)
    with pictures._turn(), pytest.raises(Unavailable) as refusal:
        pictures.redraw(picture())
    assert refusal.value.code == "members.picture_later"


def test_who_would_wait_behind_four_others_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, app: Flask, cast: Cast
) -> None:
    monkeypatch.setattr(pictures, "_places", threading.BoundedSemaphore(5))
    with ExitStack() as others:
        for _ in range(5):
            assert pictures._places.acquire(blocking=False)
            others.callback(pictures._places.release)
        began = time.monotonic()
        answer = sign_in(app, cast, "cleo").post(
            "/me/profile", data={"bio": "kept words", "avatar": (BytesIO(picture()), "me.png")}
        )
        assert time.monotonic() - began < 2
    assert answer.status_code == 503
    assert "Many pictures are being drawn" in answer.text
    assert "kept words" in answer.text


def test_drawing_has_a_limit_and_costs_this_process_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = BytesIO()
    Image.new("1", (8000, 5000)).save(target, "PNG")
    before = psutil.Process().memory_info().rss
    for _ in range(3):
        pictures.redraw(target.getvalue())
    assert psutil.Process().memory_info().rss - before < 40 * 2**20
    tight = Path(pictures.drawing.__file__).read_text().replace("512 * 2**20", "160 * 2**20")
    copy = tmp_path / "drawing.py"
    copy.write_text(tight)
    monkeypatch.setattr(pictures.drawing, "__file__", str(copy))
    assert pictures.redraw(picture()).image
    Image.new("RGBA", (8000, 5000)).save(target := BytesIO(), "PNG")
    with pytest.raises(RuleBroken) as refusal:
        pictures.redraw(target.getvalue())
    assert refusal.value.code == "members.picture_unreadable"


def test_greys_of_sixteen_bits_stay_a_gradient() -> None:
    grey = Image.new("I;16", (512, 512))
    grey.putdata([x * 65535 // 511 for _ in range(512) for x in range(512)])
    target = BytesIO()
    grey.save(target, "PNG")
    with Image.open(BytesIO(pictures.redraw(target.getvalue()).image)) as drawn:
        seen = [drawn.convert("L").getpixel((x, 128)) for x in (0, 64, 128, 192, 255)]
    assert all(abs(a - b) < 6 for a, b in zip(seen, (0, 64, 128, 192, 255), strict=True)), seen


def test_a_large_picture_stands_upright() -> None:
    lying = Image.new("RGB", (3000, 2100), "red")
    lying.paste("blue", (0, 0, 3000, 1050))
    exif = lying.getexif()
    exif[0x0112] = 6  # a quarter turn: its top belongs to the right
    file = BytesIO()
    lying.save(file, "PNG", exif=exif)
    with Image.open(BytesIO(pictures.redraw(file.getvalue()).image)) as drawn:
        left, right = drawn.getpixel((20, 128)), drawn.getpixel((235, 128))
    assert left[0] > 200 > right[0]
    assert right[2] > 200 > left[2]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (700, 500)])
def test_each_kind_of_picture_is_read(
    app: Flask, cast: Cast, kind: str, size: tuple[int, int]
) -> None:
    cleo = sign_in(app, cast, "cleo")
    file = (BytesIO(picture(kind, size)), "me")
    assert cleo.post("/me/profile", data={"avatar": file}).status_code == 303


def test_transparency_and_odd_modes_survive(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    for mode, kind in (("RGBA", "PNG"), ("P", "GIF"), ("L", "PNG"), ("1", "PNG"), ("CMYK", "JPEG")):
        target = BytesIO()
        Image.new(mode, (50, 40)).save(target, kind)
        target.seek(0)
        assert cleo.post("/me/profile", data={"avatar": (target, "x")}).status_code == 303, mode


BAD = {
    "bomb": (lambda: bomb(), "megapixels"),
    "truncated": (lambda: picture("PNG", (800, 800), compress_level=0)[:5000], "not a picture"),
    "svg": (lambda: SVG, "not a picture"),
    "text": (lambda: b"hello", "not a picture"),
    "empty": (lambda: b"", "not a picture"),
    "bmp": (lambda: picture("BMP"), "not a picture"),
    "head only": (lambda: b"RIFF\x00\x00\x00\x00WEBPVP8X", "not a picture"),
    "heavy": (lambda: b"\xff\xd8" + b"\0" * (6 * 2**20), "6 megabytes"),
}


def multipart(fields: dict[str, str], avatar: bytes) -> bytes:
    """A form with a file as a browser sends it; the test client would spool it to a file."""
    head = b'--edge\r\nContent-Disposition: form-data; name="'
    parts = [head + f'{name}"\r\n\r\n{text}\r\n'.encode() for name, text in fields.items()]
    file = head + b'avatar"; filename="me.png"\r\n\r\n' + avatar + b"\r\n--edge--\r\n"
    return b"".join([*parts, file])


def bomb() -> bytes:
    target = BytesIO()
    Image.new("1", (12_000, 12_000)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_in_words_and_the_rest_is_kept(
    app: Flask, cast: Cast, name: str
) -> None:
    make, words = BAD[name]
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post(
        "/me/profile",
        data=multipart({"bio": "typed with care"}, make()),
        content_type="multipart/form-data; boundary=edge",
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert "typed with care" in answer.text
    with app.app_context():
        assert cast.get("cleo").avatar_key is None
        assert cast.get("cleo").bio == ""


def test_a_file_beyond_what_a_request_may_hold_is_refused(app: Flask, cast: Cast) -> None:
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post("/me/profile", data=b"\0" * (9 * 2**20), content_type="image/png")
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_profile_costs_the_same_with_one_trait_and_with_twelve(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    client.get("/u/dov")
    costs = []
    for count in (1, 12):
        with app.app_context():
            for position in range(count):
                session.add(
                    Trait(
                        member_id=cast.ids["cleo" if count > 1 else "dov"],
                        kind=TraitKind.VALUE,
                        position=position,
                        text=f"value {position}",
                    )
                )
            session.commit()
        with count_queries(app) as queries:
            client.get("/u/cleo" if count > 1 else "/u/dov")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 8


def test_a_language_is_one_of_those_offered(app: Flask, cast: Cast) -> None:
    with app.app_context():
        settings.change({"languages": ["fr"]}, None)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    page = cleo.get("/me/profile").text
    assert '<option value="fr"' in page
    assert '<option value="en"' not in page
    assert cleo.post("/me/profile", data={"locale": "en"}).status_code == 422
    assert cleo.post("/me/profile", data={"locale": "fr"}).status_code == 303
