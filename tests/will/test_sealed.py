"""Four of seven open what was sealed, three do not, and what is wrong with a share is named."""

import itertools
import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from shamir_mnemonic import Share, combine_mnemonics

from tribe.archive.containers import new_zip
from tribe.will.errors import WillError
from tribe.will.keys import _bech32, identity_of, new_words, public_key, recipient_of, share_of
from tribe.will.opening import opening
from tribe.will.sealed import To, write_sealed

NAMES = ("Ana", "Bo", "Cléo", "Dov", "Eli", "Fay", "Gil")
BIG = bytes(random.Random(3).randbytes(700_000))  # noqa: S311
FILES = {
    "README.md": b"An export",
    "manifest.json": b"{}",
    "tables/post.jsonl": b'{"source":"bread"}\n',
    "files/ab/" + "ab" * 32: BIG,
}


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    """A key for each of seven."""
    return {name: new_words() for name in NAMES}


def seal(folder: Path, words: dict[str, str], threshold: int = 4) -> Path:
    """An export, sealed for all of them."""
    export = folder / "export"
    for name, content in FILES.items():
        (export / name).parent.mkdir(parents=True, exist_ok=True)
        (export / name).write_bytes(content)
    to = To([(name, public_key(key)) for name, key in words.items()], threshold, len(words))
    path = folder / "tribe.sealed"
    with path.open("w+b") as file:
        write_sealed(file, export, to, place="Bakers", sealed_at="2026-11-28")
    return path


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, words: dict[str, str]) -> Path:
    """What was sealed for the seven."""
    return seal(tmp_path_factory.mktemp("sealed"), words)


def files_of(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, without the seal."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "seal.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_any_four_of_seven_open_it(sealed: Path, words: dict[str, str], tmp_path: Path) -> None:
    for number, four in enumerate(itertools.combinations(NAMES, 4)):
        with opening(sealed) as one:
            assert [one.take(words[name]).name for name in four] == list(four)
            one.write_to(tmp_path / str(number))
        assert files_of(tmp_path / str(number)) == FILES
    assert (tmp_path / "0").stat().st_mode & 0o077 == 0


def test_three_do_not_even_by_other_means(
    sealed: Path, words: dict[str, str], tmp_path: Path
) -> None:
    with opening(sealed) as one:
        shares = [one.share_by(words[name])[1] for name in NAMES]
        for name in NAMES[:3]:
            one.take(words[name])
        with pytest.raises(WillError, match="1 more must come: 4 open it"):
            one.write_to(tmp_path / "open")
        for three in itertools.combinations(shares, 3):
            with pytest.raises(Exception, match=r"Insufficient|[Ii]nvalid|Wrong"):
                combine_mnemonics(three)
            lying = [replace(Share.from_mnemonic(words), member_threshold=3) for words in three]
            with pytest.raises(Exception, match="Invalid digest"):
                combine_mnemonics([share.mnemonic() for share in lying])
    assert list(tmp_path.iterdir()) == []


def test_a_share_of_who_cannot_come_serves_as_well(
    sealed: Path, words: dict[str, str], tmp_path: Path
) -> None:
    with opening(sealed) as one:
        far = [one.share_by(words[name])[1] for name in NAMES[:2]]
    assert [len(share.split()) for share in far] == [33, 33]
    with opening(sealed) as one:
        names = [one.take(said).name for said in (*far, words["Dov"], words["Eli"])]
        assert names == ["Ana", "Bo", "Dov", "Eli"]
        one.write_to(tmp_path / "open")
    assert files_of(tmp_path / "open") == FILES


def test_what_is_wrong_with_a_share_is_named(
    sealed: Path, words: dict[str, str], tmp_path: Path
) -> None:
    other = seal(tmp_path, words)
    with opening(other) as one:
        foreign = one.share_by(words["Ana"])[1]
    with opening(sealed) as one:
        share = one.share_by(words["Bo"])[1]
        one.take(words["Ana"])
        told = {
            words["Ana"]: "the share of Ana was given already",
            new_words(): "this key is of nobody for whom it was sealed",
            foreign: "this is a share of another sealed file",
            share.replace(share.split()[9], "brade", 1): "word 10 is none of the list",
            " ".join(share.split()[:-1]): "these are 32 words; a key has 20, and a share 33",
            "bread": "no key of age|none of the list|these are 1 words",
            swapped(share): "a word is another one, or stands in another place",
            swapped(words["Bo"]): "a word is another one, or stands in another place",
            forged(share): "this share is forged: it says that it is number 2",
            "AGE-SECRET-KEY-1QQ": "no key of age, or is mistyped",
        }
        for said, why in told.items():
            with pytest.raises(WillError, match=why):
                one.take(said)
        assert one.lacking == 3


def swapped(words: str) -> str:
    """The same words, two of them in each other's place."""
    said = words.split()
    at = next(at for at in range(4, len(said) - 1) if said[at] != said[at + 1])
    said[at], said[at + 1] = said[at + 1], said[at]
    return " ".join(said)


def forged(words: str) -> str:
    """Words that are right in themselves and say something else."""
    share = share_of(words)
    value = bytes([share.value[0] ^ 1]) + share.value[1:]
    return str(replace(share, value=value).mnemonic())


def test_no_byte_of_what_is_sealed_can_be_another_one(
    sealed: Path, words: dict[str, str], tmp_path: Path
) -> None:
    """Not even by somebody who writes the digest of the file anew."""
    damaged, lots = tmp_path / "damaged", random.Random(5)  # noqa: S311
    content = sealed.read_bytes()
    for _ in range(20):
        at = lots.randrange(len(content))
        damaged.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(WillError, match="damaged"), opening(damaged):
            pass
    for name in ("tribe.age", "seal.json", "shares/2.age"):
        rewrite(sealed, damaged, name)
        with pytest.raises(WillError):
            open_by_four(damaged, words, tmp_path / "open")
        assert not list(tmp_path.glob("open*"))


def open_by_four(sealed: Path, words: dict[str, str], folder: Path) -> None:
    """Open it with the first four keys."""
    with opening(sealed) as one:
        for holder in NAMES[:4]:
            one.take(words[holder])
        one.write_to(folder)


def rewrite(sealed: Path, damaged: Path, name: str) -> None:
    """The same file with one part that says something else, and a digest that fits it."""
    with zipfile.ZipFile(sealed) as old, damaged.open("w+b") as file, new_zip(file) as sink:
        for one in old.namelist():
            content = old.read(one)
            if one == name == "seal.json":
                said = json.loads(content)
                said["holders"][6]["name"] = "Mallory"
                content = json.dumps(said).encode()
            elif one == name:
                content = content[:-40] + bytes([content[-40] ^ 1]) + content[-39:]
            with sink.writing(one) as part:
                part.write(content)


def test_what_is_cut_off_is_not_taken_for_the_whole(sealed: Path, words: dict[str, str]) -> None:
    with zipfile.ZipFile(sealed) as archive:
        content = archive.read("tribe.age")
    with opening(sealed) as one:
        shares = [one.share_by(words[name])[1] for name in NAMES[:4]]
    key = pyrage.x25519.Identity.from_str(
        _bech32("age-secret-key-", combine_mnemonics(shares)).upper()
    )
    assert pyrage.decrypt(content, [key])[:2] == b"PK"
    for length in (len(content) - 1, 400_000, 65_000):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(content[:length], [key])


def test_a_key_of_age_itself_serves(tmp_path: Path) -> None:
    made = {name: pyrage.x25519.Identity.generate() for name in NAMES[:3]}
    path = seal(tmp_path, {name: str(key) for name, key in made.items()}, 2)
    with opening(path) as one:
        one.take(str(made["Ana"]))
        one.take(str(made["Bo"]).lower())
        one.write_to(tmp_path / "open")
    assert files_of(tmp_path / "open") == FILES


def test_words_are_keys_that_nobody_had_before() -> None:
    made = [new_words() for _ in range(50)]
    assert len({public_key(words) for words in made}) == 50
    assert {len(words.split()) for words in made} == {20}
    assert public_key(made[0].upper() + "\n") == public_key(made[0])
    assert str(identity_of(made[0]).to_public()) == str(recipient_of(public_key(made[0])))


def test_bech32_is_that_of_its_standard() -> None:
    """A key of age, written by age and by us."""
    for _ in range(20):
        words = new_words()
        assert str(identity_of(words)).startswith("AGE-SECRET-KEY-1")
    data = bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df")
    assert _bech32("abcdef", data) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04" + b"\0" * 400])
def test_what_is_not_sealed_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with (
        pytest.raises(WillError, match="is nothing sealed, or is damaged"),
        opening(tmp_path / "x"),
    ):
        pass


def test_a_backup_is_nothing_sealed(tmp_path: Path) -> None:
    with (tmp_path / "x").open("w+b") as file, new_zip(file) as sink, sink.writing("a") as part:
        part.write(b"b")
    with pytest.raises(WillError, match="it is no sealed tribe"), opening(tmp_path / "x"):
        pass
