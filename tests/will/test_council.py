"""The council makes keys and words the will; the tribe is sealed for it, and for no admin."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.archive.conftest import forget
from tests.conftest import Cast, sign_in
from tests.will.conftest import SINCE, Council, sit
from tribe import jobs, storage
from tribe.archive import services as archive
from tribe.audit.models import AuditEntry
from tribe.base.db import Base, now, session
from tribe.base.errors import Forbidden, RuleBroken
from tribe.forum.models import Category
from tribe.jobs import enqueue
from tribe.members.models import Member, SignIn
from tribe.personal_data import services as personal_data
from tribe.personal_data.models import Words
from tribe.storage import StoredFile
from tribe.voice import services as voice
from tribe.voice.models import CouncilSeat
from tribe.will import queries, services
from tribe.will.errors import WillError
from tribe.will.keys import identity_of, new_words, public_key
from tribe.will.models import SealedCopy
from tribe.will.opening import opening
from tribe.will.sealing import seal

WILL = {"heirs": "The bakers' guild of Lyon", "wishes": "They go on being read"}


def sealed_into(path: Path) -> Path:
    """The last copy, as a file."""
    copy = queries.find_copy()
    assert copy is not None
    path.write_bytes(b"".join(storage.pieces(copy.digest)))
    return path


def run_jobs() -> None:
    for lane in (jobs.Lane.QUICK, jobs.Lane.SLOW):
        while jobs.run_next(lane):
            pass


def test_what_is_sealed_is_an_export_and_comes_back(
    app: Flask, council: Council, tmp_path: Path
) -> None:
    with app.app_context():
        session.add(Category(slug="mill", name="The mill"))
        seal()
        session.commit()
        path = sealed_into(tmp_path / "tribe.sealed")
        archive.export_to(tmp_path / "export")
    with opening(path) as one:
        assert (one.seal.threshold, one.seal.seats) == (4, 7)
        for name in ("dov", "ivo", "fay", "juno"):
            assert one.take(council.words[name]).name == name
        one.write_to(tmp_path / "open")
    exported, opened = (
        json.loads((tmp_path / folder / "manifest.json").read_text())["tables"]
        for folder in ("export", "open")
    )
    rows = {table["name"]: table["sha256"] for table in opened}
    changed = {t["name"] for t in exported if rows[t["name"]] != t["sha256"]}
    assert changed <= {"activity", "audit_entry", "job"}  # that it was sealed
    assert "The mill" in (tmp_path / "open/tables/category.jsonl").read_text()
    assert not (tmp_path / "open/tables/sign_in.jsonl").exists()


def test_nothing_that_is_kept_opens_it(app: Flask, council: Council, tmp_path: Path) -> None:
    """No key, no share and no secret is in any table or file of the place, nor in what it says."""
    with app.app_context():
        _copy, told = seal()
        session.commit()
        path = sealed_into(tmp_path / "tribe.sealed")
        held = json.dumps(
            [
                [list(map(repr, row)) for row in session.execute(sa.select(table))]
                for table in Base.metadata.sorted_tables
            ]
        )
        digests = session.scalars(sa.select(StoredFile.digest)).all()
        files = b"".join(b"".join(storage.pieces(digest)) for digest in digests)
    said = held + repr(told)
    with opening(path) as one:
        for words in council.words.values():
            _holder, share = one.share_by(words)
            for secret in (words, share):
                assert secret not in said
                assert " ".join(secret.split()[4:9]) not in said
                assert secret.encode() not in files
    with zipfile.ZipFile(path) as sealed:
        shares = [name for name in sealed.namelist() if name.startswith("shares/")]
        for name in shares:
            for number, words in enumerate(council.words.values(), 1):
                if name != f"shares/{number}.age":
                    with pytest.raises(pyrage.DecryptError):
                        pyrage.decrypt(sealed.read(name), [identity_of(words)])


def test_a_copy_holds_no_copy_of_before(app: Flask, council: Council, tmp_path: Path) -> None:
    """Each would be twice as long as the one before; a file that something else has goes along."""
    with app.app_context():
        seal()
        session.commit()
        copy = queries.find_copy()
        assert copy is not None
        other = storage.keep(b"a picture", "image/webp")
        session.commit()
        archive.export_to(tmp_path / "export")
        assert not list((tmp_path / "export").rglob(copy.digest))
        assert copy.digest not in (tmp_path / "export/tables/stored_file.jsonl").read_text()
        assert list((tmp_path / "export").rglob(other))
        archive.back_up(tmp_path / "whole.tribe")
        with zipfile.ZipFile(tmp_path / "whole.tribe") as whole:
            assert f"files/{copy.digest[:2]}/{copy.digest}" in whole.namelist()
    forget(app)


def test_it_takes_more_than_half_of_the_council(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with app.app_context():
        with pytest.raises(RuleBroken, match=r"will\.small_council"):
            seal()
        ids = sit("cleo", "dov", "fay", "gil", "hana")
        for name, lacking in (("cleo", 3), ("fay", 2), ("hana", 1)):
            with pytest.raises(RuleBroken, match=f"lacking={lacking}"):
                seal()
            services.make_key(session.get_one(Member, ids[name]))
        copy, told = seal()
        assert (copy.threshold, len(told.holders), copy.seats) == (3, 3, 5)
        sit(*(f"more{number}" for number in range(12)))
        with pytest.raises(RuleBroken, match=r"will\.large_council"):
            seal()


def test_staff_has_no_share_even_with_a_seat_of_before(app: Flask, council: Council) -> None:
    with app.app_context():
        ada = session.query(Member).filter_by(name="ada").one()
        session.add(CouncilSeat(member_id=ada.id, since=SINCE))
        session.flush()
        with pytest.raises(Forbidden, match=r"will\.not_on_council"):
            services.make_key(ada)
        with pytest.raises(Forbidden):
            services.fetch(ada)
        _copy, told = seal()
        assert "ada" not in [holder.name for holder in told.holders]
        assert told.seats == 7


def test_it_is_sealed_anew_each_month_and_for_each_council(
    app: Flask, council: Council, tmp_path: Path
) -> None:
    with app.app_context():

        def sealed() -> str:
            enqueue("will.seal")
            session.commit()
            run_jobs()
            copy = queries.find_copy()
            assert copy is not None
            return copy.digest

        first = sealed()
        assert sealed() == first
        old = sealed_into(tmp_path / "old")
        copy = session.query(SealedCopy).one()
        copy.sealed_at = now() - timedelta(days=31)
        session.commit()
        second = sealed()
        assert second != first
        assert session.query(SealedCopy).count() == 1
        dov = session.get_one(Member, council.ids["dov"])
        services.make_key(dov)
        session.commit()
        third = sealed()
        assert third != second
        seat = session.query(CouncilSeat).filter_by(member_id=dov.id).one()
        voice.end_seat(dov, seat)
        session.commit()
        assert sealed() != third
        new = sealed_into(tmp_path / "new")
    with opening(new) as one:
        assert (one.seal.threshold, len(one.seal.holders)) == (4, 6)
        with pytest.raises(WillError, match="of nobody for whom it was sealed"):
            one.take(council.words["dov"])
    with opening(old) as one:
        assert one.take(council.words["dov"]).name == "dov"


class Killed(BaseException):
    """The process is gone; what was not committed never was."""


MOMENTS = (
    "tribe.will.sealing.export_to",
    "tribe.will.sealed.packed",
    "tribe.storage.folder._write",
    "tribe.will.services.audit.record",  # the new copy's row is written, the old one's deleted
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_amid_a_sealing_leaves_the_old_copy_whole(
    app: Flask, council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def die(*_args: object, **_named: object) -> None:
        raise Killed

    with app.app_context():
        seal()
        session.commit()
        old = session.query(SealedCopy.digest).scalar()
        with monkeypatch.context() as patched:
            patched.setattr(moment, die)
            with pytest.raises(Killed):
                seal()
        session.rollback()
        assert session.query(SealedCopy.digest).scalar() == old
        with opening(sealed_into(tmp_path / "sealed")) as one:
            for name in ("dov", "ivo", "fay", "juno"):
                one.take(council.words[name])
            one.write_to(tmp_path / "open")
        seal()  # and nothing that was left behind stands in the way
        session.commit()
        assert session.query(SealedCopy.digest).scalar() != old


def test_each_has_a_key_of_their_own(app: Flask, council: Council) -> None:
    with app.app_context():
        dov = session.get_one(Member, council.ids["dov"])
        with pytest.raises(RuleBroken, match=r"will\.not_ones_own"):
            services.keep_key(dov, public_key(council.words["cleo"]))
        for wrong in ("", "age1", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQQQ", new_words()):
            with pytest.raises(RuleBroken, match=r"will\.no_key"):
                services.keep_key(dov, wrong)
        own = public_key(new_words())
        assert services.keep_key(dov, f" {own}\n").recipient == own


def test_who_is_erased_is_in_no_copy_and_has_no_share(
    app: Flask, council: Council, tmp_path: Path
) -> None:
    with app.app_context():
        seal()
        session.commit()
        before = queries.find_copy()
        assert before is not None
        old = before.digest
        personal_data.erase(council.ids["gil"], Words.STAY)
        session.commit()
        assert queries.find_key(council.ids["gil"]) is None
        assert session.get(StoredFile, old) is None
        run_jobs()
        copy = queries.find_copy()
        assert copy is not None
        assert copy.digest != old
        names = [share.member.name for share in queries.list_shares(copy)]
        assert (len(names), "gil" in names) == (6, False)
        path = sealed_into(tmp_path / "sealed")
    with opening(path) as one:
        for name in ("dov", "ivo", "fay", "juno"):
            one.take(council.words[name])
        one.write_to(tmp_path / "open")
    assert '"gil"' not in (tmp_path / "open/tables/member.jsonl").read_text()


# The pages


def test_the_will_is_worded_by_the_council_and_keeps_what_it_said(
    app: Flask, cast: Cast, council: Council, client: FlaskClient
) -> None:
    assert "No will is written down yet" in client.get("/will").text
    cleo, ada = sign_in(app, cast, "cleo"), sign_in(app, cast, "ada")
    assert ada.post("/will/edit", data=WILL).status_code == 403
    assert cleo.post("/will/edit", data=WILL).status_code == 303
    lacking = cleo.post("/will/edit", data={"heirs": "", "wishes": "The attic"})
    assert lacking.status_code == 422
    assert "The attic" in lacking.text
    changed = WILL | {"heirs": "The weavers"}
    assert cleo.post("/will/edit", data=changed).status_code in (303, 409)
    with app.app_context():
        cleo_ = session.get_one(Member, council.ids["cleo"])
        services.word(cleo_, "The weavers", WILL["wishes"])
        services.word(cleo_, "The weavers", WILL["wishes"])
        session.commit()
    page = client.get("/will").text
    assert "The weavers" in page
    assert "What it said before" in page
    assert "guild of Lyon" in page
    assert "/will" in client.get("/charter").text


def test_the_words_of_a_key_are_shown_once(app: Flask, cast: Cast, council: Council) -> None:
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post("/me/will/key")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    words = [part.partition("</code>")[0] for part in answer.text.split("<li><code>")[1:]]
    assert len(words) == 20
    with app.app_context():
        key = queries.find_key(council.ids["cleo"])
        assert key is not None
        assert key.recipient == public_key(" ".join(words))
    page = cleo.get("/me/will").text
    assert key.recipient in page
    assert " ".join(words[4:7]) not in page
    assert words[7] + "</code>" not in page


def test_a_key_asks_first_whether_it_is_you(app: Flask, cast: Cast, council: Council) -> None:
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        for one in session.query(SignIn).filter_by(member_id=council.ids["cleo"]):
            one.proved_at = now() - timedelta(hours=1)
        session.get_one(Member, council.ids["cleo"]).password_hash = "of a password"
        session.commit()
        before = queries.find_key(council.ids["cleo"])
        assert before is not None
        standing = before.recipient
    for address in ("/me/will/key", "/me/will/public-key", "/me/will/copy"):
        answer = cleo.post(address, data={"key": public_key(new_words())})
        assert "Is it you?" in answer.text, address
    with app.app_context():
        after = queries.find_key(council.ids["cleo"])
        assert after is not None
        assert after.recipient == standing


def test_a_key_that_is_none_is_refused_beside_its_field(
    app: Flask, cast: Cast, council: Council
) -> None:
    cleo = sign_in(app, cast, "cleo")
    answer = cleo.post("/me/will/public-key", data={"key": "age1nonsense"})
    assert answer.status_code == 409
    assert 'value="age1nonsense"' in answer.text
    assert "This is no public key of age" in answer.text
    kept = cleo.post("/me/will/public-key", data={"key": public_key(new_words())})
    assert (kept.status_code, kept.location) == (303, "/me/will")


def test_the_council_alone_fetches_the_copy(app: Flask, cast: Cast, council: Council) -> None:
    cleo, ada, ben = (sign_in(app, cast, name) for name in ("cleo", "ada", "ben"))
    assert cleo.post("/me/will/copy").status_code == 404
    with app.app_context():
        seal()
        session.commit()
    for other in (ada, ben, app.test_client()):
        assert other.post("/me/will/copy").status_code == 403
        assert other.get("/me/will").status_code in (302, 303, 403)
    answer = cleo.post("/me/will/copy")
    assert answer.status_code == 200
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    with app.app_context():
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.kind == "will.fetched"))
        assert entry.actor_id == council.ids["cleo"]


def test_the_page_says_who_holds_a_share_and_when_it_is_of_another_council(
    app: Flask, council: Council, client: FlaskClient
) -> None:
    assert "Nothing is sealed yet." in client.get("/will").text
    with app.app_context():
        seal()
        session.commit()
    page = client.get("/will").text
    assert "Of these 7, any 4 open it together" in page
    assert all(public_key(words) in page for words in council.words.values())
    assert "another council" not in page
    assert 'href="/will"' in client.get("/council").text
    with app.app_context():
        voice.seat(session.query(Member).filter_by(name="ines").one(), SINCE)
        session.commit()
    page = client.get("/will").text
    assert "Of the 8 who sit on the council, 7 have made a key" in page
    with app.app_context():
        services.make_key(session.query(Member).filter_by(name="ines").one())
        session.commit()
    assert "sealed for another council" in client.get("/will").text
