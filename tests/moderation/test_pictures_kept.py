"""Pictures are kept with a case as they were when it was opened, for those who handle it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.forum.test_files import SHOWN, work
from tests.moderation.test_picture_judged import give, report
from tests.world import World, furnish
from tribe import storage
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Post, PostFile
from tribe.members import services as members
from tribe.moderation import services
from tribe.moderation.models import KeptPicture, ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.personal_data.models import Words
from tribe.personal_data.services import erase


def colour_of(content: bytes) -> tuple[int, ...]:
    with Image.open(BytesIO(content)) as image:
        pixel = image.convert("RGB").getpixel((4, 4))
    assert isinstance(pixel, tuple)
    return pixel


def shown(page: str) -> list[str]:
    return re.findall(r'src="(/moderation/cases/\d+/pictures/\d+)"', page)


def test_the_picture_of_a_profile_stays_with_the_case_as_it_was(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        give(cast, "red", timedelta(days=2))
        case = report(cast)
        give(cast, "blue", timedelta(0))
        members.remove_picture(cast.get("dov"), cast.get("dov"))
        session.commit()
        work()
        storage.take_unused()
        session.commit()
    ben = sign_in(app, cast, "ben")
    [address] = shown(ben.get(f"/moderation/cases/{case}").text)
    answer = ben.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert colour_of(answer.data) == (255, 0, 0)
    assert ben.get(address.replace("pictures/1", "pictures/2")).status_code == 404
    for who in ("cleo", "dov", "ines"):
        answer = sign_in(app, cast, who).get(address)
        assert answer.status_code == 404, who  # as of a case that is not there
    assert app.test_client().get(address).status_code == 303


def test_a_case_of_a_profile_without_a_picture_keeps_none(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        case = report(cast)
        give(cast, "blue", timedelta(0))
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{case}").text
    assert shown(page) == []
    assert "The one that was reported stands above." not in page


def test_the_pictures_of_a_post_stay_with_its_case(app: Flask, cast: Cast) -> None:
    world: World = furnish(app, cast)
    with app.app_context():
        post = session.get_one(Post, world.post)
        author = cast.get(next(one for one in cast.ids if cast.ids[one] == post.author_id))
        [file] = forum.keep_waiting(author, [SHOWN])
        forum.add_files(author, post, [file])
        session.commit()
        made = services.report(cast.get("cleo"), "post", post.id, ReportKind.HARM, "Look")
        session.commit()
        forum.remove_file(author, post, file.id)
        session.commit()
        work()
        case = made.case_id
        assert session.scalar(select(func.count(PostFile.id)).where(PostFile.id == file.id)) == 0
    ben = sign_in(app, cast, "ben")
    *_others, address = shown(ben.get(f"/moderation/cases/{case}").text)
    assert ben.get(address).data == SHOWN.content


def test_a_kept_picture_goes_with_its_member_and_is_in_their_export_once_decided(
    app: Flask, cast: Cast
) -> None:
    furnish(app, cast)
    with app.app_context():
        give(cast, "red", timedelta(days=2))
        case = report(cast)
        [digest] = session.scalars(select(KeptPicture.digest))
        assert storage.read(digest)
        services.decide(
            cast.get("ben"),
            session.get_one(ModerationCase, case),
            Ruling("members.member.warn", "No.", "Be kind"),
        )
        session.commit()
        erase(cast.ids["dov"], Words.GO)
        session.commit()
        work()
        assert session.scalar(select(func.count()).select_from(KeptPicture)) == 0
        with pytest.raises(FileNotFoundError):
            storage.read(digest)
        assert session.get_one(ModerationCase, case).words == ""


def test_a_picture_that_is_reported_while_a_case_waits_is_kept_too(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        give(cast, "red", timedelta(days=2))
        case = report(cast)
        give(cast, "blue", timedelta(days=1))
        for who in ("ines", "ada"):
            made = services.report(cast.get(who), "member", cast.ids["dov"], ReportKind.HARM, "So")
            assert made.case_id == case
            session.commit()
        give(cast, "green", timedelta(0))
        work()
        storage.take_unused()
        session.commit()
    ben = sign_in(app, cast, "ben")
    addresses = shown(ben.get(f"/moderation/cases/{case}").text)
    colours = [colour_of(ben.get(address).data) for address in addresses]
    assert colours == [(255, 0, 0), (0, 0, 255)]
