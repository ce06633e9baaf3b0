"""Whether an ID token is signed by the provider, meant for us, fresh, and of this very sign-in."""

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

LEEWAY = 60  # seconds that two clocks may differ by
MAX_SUBJECT_LENGTH = 255  # characters, as the standard has it
ALGORITHMS = (  # with a pair of keys; "none" and secrets that are shared are never taken
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)


def check_token(
    token: Mapping[str, Any], keys: KeySet, *, issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of an answer's ID token; raises JoseError, ValueError and TypeError."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    shown = jwt.decode(str(token.get("id_token", "")), keys, registry=registry)
    expected = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
    }
    known = {
        "nonce": nonce,
        "client_id": client_id,
        "access_token": token.get("access_token"),
    }
    claims = CodeIDToken(shown.claims, shown.header, expected, known)
    claims.validate(leeway=LEEWAY)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LENGTH:
        raise ValueError("the token names no subject")
    if not subject.isprintable():  # a database takes neither NUL nor half a character
        raise ValueError("the subject cannot be written down")
    return dict(claims)
