"""A provider of OpenID Connect, asked by authlib.

Nothing here touches the database, so that nobody waits for a transaction while a provider is slow.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tribe.accounts.openid.checking import check_token
from tribe.accounts.openid.identity import Asked, Identity
from tribe.base.errors import RuleBroken, TribeError, Unavailable
from tribe.base.outgoing import bound
from tribe.config import LOOPBACK, OidcProvider

FRESH_FOR = 3600.0  # seconds that what a provider says of itself is kept
KEYS_REST = 60.0  # seconds between two looks for keys that are not known
MOST_AT_ONCE = 4  # conversations; a provider that stalls holds no more of our threads
SCOPE = "openid profile email"
SAFE = re.compile(r"[!-~]{1,2000}", re.ASCII)  # what an address is written with
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
MOST_KEYS = 50  # to read one costs a millisecond
UNUSABLE = (  # what an answer that is none leads to
    *(ValueError, TypeError, KeyError, OverflowError, RecursionError, JoseError),
)
log = structlog.get_logger(__name__)


class Provider:
    """The one provider of this server; what it says of itself is kept for an hour."""

    def __init__(self, told: OidcProvider, back: str) -> None:
        self.label, self.issuer = told.label, told.issuer
        self._told, self._back = told, back
        self._turns = BoundedSemaphore(MOST_AT_ONCE)
        self._said: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def address_for(self, asked: Asked) -> str:
        """Where a browser is sent; raises Unavailable where the provider does not answer."""
        more = {"prompt": "login", "max_age": "0"} if asked.is_proof else {}
        with self._conversation() as session:
            address, _state = session.create_authorization_url(
                self._metadata(session)["authorization_endpoint"],
                state=asked.state,
                code_verifier=asked.verifier,
                nonce=asked.nonce,
                **more,
            )
        return str(address)

    def identity_of(self, asked: Asked, code: str, issuer: str | None = None) -> Identity:
        """Who came back with a code, once their token is checked.

        `issuer` is whom the address says that it comes from (RFC 9207). Raises Unavailable where
        the provider does not answer, and RuleBroken for what is not to be trusted.
        """
        with self._conversation() as session:
            said = self._metadata(session)
            names_itself = said.get("authorization_response_iss_parameter_supported") is True
            if issuer != self.issuer and (issuer is not None or names_itself):
                raise self._untrusted("the answer comes from another issuer")
            token = self._token(session, said, asked, code)
            claims = self._checked(session, token, asked.nonce)
            if "email" not in claims and "userinfo_endpoint" in said:
                claims = self._told_beside(session, said["userinfo_endpoint"], claims)
        return Identity.of(claims)

    def why_away(self) -> str | None:
        """What is wrong with the provider, in words for operators; None where it answers."""
        self._said = None
        try:
            with self._conversation() as session:
                self._read_keys(session)
        except Unavailable as error:
            return f"TRIBE_OIDC_ISSUER: {self.issuer} {error.__cause__ or 'has too much to do'}"
        return None

    @contextmanager
    def _conversation(self) -> Iterator[Any]:
        """A session of authlib; whatever fails in it says that the provider is away."""
        away = Unavailable("accounts.provider_away", label=self.label)
        if not self._turns.acquire(blocking=False):
            raise away
        session = OAuth2Session(
            self._told.client_id,
            self._told.client_secret,
            scope=SCOPE,
            redirect_uri=self._back,
            code_challenge_method="S256",
        )
        bound(session)
        try:
            yield session
        except TribeError:
            raise
        except requests.RequestException as error:
            log.error("the provider of accounts does not answer", reason=type(error).__name__)
            raise away from ValueError("does not answer")
        except UNUSABLE as error:
            log.error("the provider of accounts cannot be used", reason=str(error)[:200])
            raise away from error
        finally:
            session.close()
            self._turns.release()

    def _metadata(self, session: Any) -> dict[str, Any]:
        if self._said and self._said[0] > time.monotonic() - FRESH_FOR:
            said = self._said[1]
        else:
            said = self._read_metadata(session)
            self._said = (time.monotonic(), said)
        if "client_secret_basic" not in said.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        ):
            session.token_endpoint_auth_method = "client_secret_post"  # noqa: S105
        return said

    def _read_metadata(self, session: Any) -> dict[str, Any]:
        said = _read(session, get_well_known_url(self.issuer, external=True))
        if said.get("issuer") != self.issuer:
            raise ValueError("calls itself by another name")
        for name in ENDPOINTS:
            if not self._is_safe(said.get(name)):
                raise ValueError(f"has no {name} that can be used")
        if not self._is_safe(said.get("userinfo_endpoint")):
            said.pop("userinfo_endpoint", None)
        return said

    def _is_safe(self, address: object) -> bool:
        """Whether secrets may go there: by TLS, or on this machine where the issuer is here too."""
        if not isinstance(address, str) or not SAFE.fullmatch(address):
            return False
        parts = urlsplit(address)
        if not parts.hostname:
            return False
        is_here = parts.hostname in LOOPBACK and urlsplit(self.issuer).hostname in LOOPBACK
        return parts.scheme == "https" or (parts.scheme == "http" and is_here)

    def _read_keys(self, session: Any) -> KeySet:
        said: Any = _read(session, self._metadata(session)["jwks_uri"])
        if len(said["keys"]) > MOST_KEYS:
            raise ValueError("has more keys than anybody needs")
        keys = KeySet.import_key_set(said)
        self._keys = (time.monotonic(), keys)
        return keys

    def _token(
        self, session: Any, said: Mapping[str, Any], asked: Asked, code: str
    ) -> Mapping[str, Any]:
        try:
            token: Mapping[str, Any] = session.fetch_token(
                said["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=asked.verifier,
            )
        except OAuthError as error:
            log.warning("the provider of accounts refused a code", error=str(error.error)[:60])
            raise RuleBroken("accounts.provider_refused", label=self.label) from error
        return token

    def _checked(self, session: Any, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of a token, with fresh keys where those that are known do not fit."""
        about = {"issuer": self.issuer, "client_id": self._told.client_id, "nonce": nonce}
        kept = self._keys
        if kept is not None:
            try:
                return check_token(token, kept[1], **about)
            except UNUSABLE as error:
                if kept[0] > time.monotonic() - KEYS_REST:
                    raise self._untrusted(type(error).__name__) from error
        keys = self._read_keys(session)
        try:
            return check_token(token, keys, **about)
        except UNUSABLE as error:
            raise self._untrusted(type(error).__name__) from error

    def _told_beside(self, session: Any, address: str, claims: dict[str, Any]) -> dict[str, Any]:
        """With what the provider tells beside the token, of the same subject."""
        told = _read(session, address, withhold_token=False)
        if told.get("sub") != claims["sub"]:
            raise self._untrusted("the profile is of another subject")
        return told | claims

    def _untrusted(self, why: str) -> RuleBroken:
        log.warning("an answer of the provider of accounts was refused", why=why)
        return RuleBroken("accounts.provider_untrusted", label=self.label)


def _read(session: Any, address: str, *, withhold_token: bool = True) -> dict[str, Any]:
    answer = session.get(address, withhold_token=withhold_token)
    answer.raise_for_status()
    said = answer.json()
    if not isinstance(said, dict):
        raise ValueError("answers with something else than it should")
    return said
