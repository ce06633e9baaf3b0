"""A provider of accounts that answers with what no program of ours expected: it is refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.accounts import provider as there
from tests.accounts.provider import Provider
from tests.accounts.test_brand import ask_there
from tribe.accounts.openid import Asked
from tribe.accounts.openid.identity import Identity
from tribe.accounts.openid.provider import Provider as Ours
from tribe.base.errors import RuleBroken, Unavailable
from tribe.config import Settings

BASE = "http://localhost"
BACK = f"{BASE}/sign-in/brand/back"
ASKED = Asked("state", "nonce", "v" * 43)
METADATA = "/.well-known/openid-configuration"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that knows one person."""
    with there.running(BACK) as started:
        started.person = {"sub": "person-17", "email": "zoe@example.org"}
        yield started


@pytest.fixture
def ours(provider: Provider) -> Ours:
    """What we ask it by."""
    told = {"TRIBE_SECRET_KEY": "only for tests", **provider.settings(BASE)}
    oidc = Settings.from_environ(told, may_write=False).oidc
    assert oidc is not None
    return Ours(oidc, BACK)


def come(ours: Ours) -> Identity:
    """Go to the provider, and hear from it who came back."""
    back = ask_there(ours.address_for(ASKED))
    return ours.identity_of(ASKED, back.split("code=")[1].split("&")[0])


@pytest.mark.parametrize("moment", ["Infinity", "-Infinity", "NaN", "1e300", "-1e15", "9" * 400])
def test_a_moment_that_cannot_be_shows_nothing(moment: str) -> None:
    claims = json.loads(f'{{"iss": "x", "sub": "y", "auth_time": {moment}}}')
    assert Identity.of(claims).proved_at is None


@pytest.mark.parametrize("subject", ["a\0b", "a\x1bb", "person\n17"])
def test_a_subject_that_cannot_be_written_down_opens_nothing(
    ours: Ours, provider: Provider, subject: str
) -> None:
    provider.person["sub"] = subject
    with pytest.raises(RuleBroken, match="provider_untrusted"):
        come(ours)


@pytest.mark.parametrize("at", ["/token", "/jwks"])
@pytest.mark.parametrize(
    "said",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"expires_in": 1e999, "access_token": "a", "id_token": "b"}',
        '{"keys": 5}',
    ],
    ids=["a deep list", "deep objects", "endless", "a number of keys"],
)
def test_an_answer_that_is_none_is_told_in_words(
    ours: Ours, provider: Provider, at: str, said: str
) -> None:
    provider.lies[at] = said
    with pytest.raises((RuleBroken, Unavailable)):
        come(ours)


def test_so_many_keys_are_not_read(
    ours: Ours, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(said: Any) -> None:
        raise AssertionError("each costs a millisecond")

    monkeypatch.setattr("tribe.accounts.openid.provider.KeySet.import_key_set", read)
    provider.lies["/jwks"] = json.dumps({"keys": [{"kty": "oct", "k": "AA"}] * 2_000})
    with pytest.raises(Unavailable):
        come(ours)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/\ud800",
        "https://a.example/\r\nSet-Cookie: a=b",
        "https://a.example/; url=javascript:x",
        "https://a.example/" + "a" * 3_000,
        "https:///a",
    ],
)
def test_an_address_that_no_header_holds_is_none(
    ours: Ours, provider: Provider, address: str
) -> None:
    ends = {"token_endpoint": f"{provider.url}/token", "jwks_uri": f"{provider.url}/jwks"}
    told = {"issuer": provider.url, "authorization_endpoint": address, **ends}
    provider.lies[METADATA] = json.dumps(told)
    with pytest.raises(Unavailable):
        ours.address_for(ASKED)
