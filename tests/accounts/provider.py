"""A provider of OpenID Connect, by authlib's own authorization server, for tests of our client.

It answers on 127.0.0.1 in a thread of the tests. `twist` changes what it would rightly do.
"""

import hmac
import json
import os
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET, LABEL = "tribe", "the secret of tribe there", "My Brand"


class Client(ClientMixin):
    """We, as the provider knows us."""

    def __init__(self, back: str, methods: list[str]) -> None:
        self.back, self.methods = back, methods

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.back

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in self.methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(SimpleNamespace, AuthorizationCodeMixin):
    """A code, and what it was asked with."""

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return str(self.scope)

    def get_auth_time(self) -> int:
        return int(self.auth_time)

    def get_nonce(self) -> str:
        return str(self.nonce)

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    """A running provider: whom it knows, and how it misbehaves."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    twist: Callable[[dict[str, Any]], None] = lambda claims: None
    signed_by: str = "key"  # or "other", "none", "secret"
    stalls: float = 0.0  # seconds before each answer
    is_down: bool = False
    lies: dict[str, str] = field(default_factory=dict)  # what is answered at an address instead
    asked_again: int = 0  # how often a secret was asked for anew
    auth_time: int | None = None
    methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])  # how we say who
    told_beside: dict[str, Any] | None = None  # what its userinfo says, where it has one
    given: list[str] = field(default_factory=list)  # access tokens
    heads: list[dict[str, str]] = field(default_factory=list)  # of what came to its token endpoint
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # what browsers came with
    keys: ClassVar[dict[str, RSAKey]] = {
        name: RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("key", "other")
    }

    def settings(self, base_url: str) -> dict[str, str]:
        """Our environment."""
        return {
            "TRIBE_BASE_URL": base_url,
            "TRIBE_OIDC_ISSUER": self.url,
            "TRIBE_OIDC_CLIENT_ID": CLIENT,
            "TRIBE_OIDC_CLIENT_SECRET": SECRET,
            "TRIBE_OIDC_LABEL": LABEL,
        }


@contextmanager
def running(back: str) -> Iterator[Provider]:
    """A provider to which we are known as coming back to that address."""
    provider = Provider()
    app = Flask("provider")
    _serve(app, provider, Client(back, provider.methods))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    provider.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    before = os.environ.get("AUTHLIB_INSECURE_TRANSPORT")
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # there is no TLS on the way to ourselves
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        os.environ.pop("AUTHLIB_INSECURE_TRANSPORT")
        if before is not None:
            os.environ["AUTHLIB_INSECURE_TRANSPORT"] = before


def _serve(app: Flask, provider: Provider, client: Client) -> None:
    class CodeGrant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = [
            "client_secret_basic",
            "client_secret_post",
        ]

        def save_authorization_code(self, code: str, asked: Any) -> None:
            told = asked.payload.data
            provider.codes[code] = Code(
                code=code,
                redirect_uri=asked.payload.redirect_uri,
                scope=asked.payload.scope,
                nonce=told.get("nonce"),
                code_challenge=told.get("code_challenge"),
                code_challenge_method=told.get("code_challenge_method"),
                auth_time=provider.auth_time or int(time.time()),
                person=dict(provider.person),
            )

        def query_authorization_code(self, code: str, _client: Any) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes.pop(authorization_code.code)

        def authenticate_user(self, authorization_code: Code) -> Any:
            return SimpleNamespace(person=authorization_code.person)

    class Open(OpenIDCode):
        def exists_nonce(self, nonce: str, _request: Any) -> bool:
            return any(code.nonce == nonce for code in provider.codes.values())

        def get_client_claims(self, _client: Any) -> dict[str, Any]:
            return {"iss": provider.url, "aud": [CLIENT]}

        def generate_user_info(self, user: Any, _scope: str) -> UserInfo:
            return UserInfo(user.person)

        def encode_id_token(self, token: Any, asked: Any) -> str:
            claims = self.get_compatible_claims(asked)
            claims.update(self.get_authorization_code_claims(asked.authorization_code))
            claims.update(self.generate_user_info(asked.user, token["scope"]))
            provider.twist(claims)
            return _signed(provider, claims)

    def give(token: dict[str, Any], _request: Any) -> None:
        provider.given.append(token["access_token"])

    server = AuthorizationServer(app, lambda _id: client, give)
    server.register_grant(CodeGrant, [Open(require_nonce=True), CodeChallenge(required=True)])

    @app.before_request
    def misbehave() -> Any:
        time.sleep(provider.stalls)
        if request.path in provider.lies:
            return Response(provider.lies[request.path], mimetype="application/json")
        return ("away", 503) if provider.is_down else None

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Any:
        beside = f"{provider.url}/userinfo"
        return jsonify(
            issuer=provider.url,
            authorization_endpoint=f"{provider.url}/authorize",
            token_endpoint=f"{provider.url}/token",
            jwks_uri=f"{provider.url}/jwks",
            id_token_signing_alg_values_supported=["RS256"],
            token_endpoint_auth_methods_supported=provider.methods,
            **({} if provider.told_beside is None else {"userinfo_endpoint": beside}),
        )

    @app.get("/userinfo")
    def userinfo() -> Any:
        told = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return jsonify(provider.told_beside) if told in provider.given else ("who?", 401)

    @app.get("/jwks")
    def jwks() -> Any:
        return jsonify(KeySet([provider.keys["key"]]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        provider.asked.append(dict(request.args))
        provider.asked_again += request.args.get("prompt") == "login"
        grant = server.get_consent_grant(end_user=SimpleNamespace(person=provider.person))
        return server.create_authorization_response(
            grant=grant, grant_user=SimpleNamespace(person=provider.person)
        )

    @app.post("/token")
    def token() -> Any:
        provider.heads.append({"form": ",".join(request.form), **request.headers})
        return server.create_token_response()


def _signed(provider: Provider, claims: dict[str, Any]) -> str:
    if provider.signed_by == "none":
        return _written({"alg": "none"}, claims) + "."
    if provider.signed_by == "secret":  # with what everybody may read: our key as a shared secret
        told = _written({"alg": "HS256"}, claims)
        pem = provider.keys["key"].as_pem(private=False)
        return f"{told}.{_base64(hmac.digest(pem, told.encode(), 'sha256'))}"
    key = provider.keys[provider.signed_by]
    return jwt.encode({"alg": "RS256", "kid": "key"}, claims, key, ["RS256"])


def _written(*parts: dict[str, Any]) -> str:
    return ".".join(_base64(json.dumps(part).encode()) for part in parts)


def _base64(said: bytes) -> str:
    return urlsafe_b64encode(said).rstrip(b"=").decode()
