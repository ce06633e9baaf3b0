"""Typed settings from the environment; a wrong value fails at start, by name."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

LOCALES = ("en", "fr")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MAIL_PORTS = {"none": 25, "starttls": 587, "tls": 465}  # where the address names no port
SECRET = "secret_key"  # noqa: S105 (the name of its file)
MIN_SECRET_LENGTH = 12  # characters; ours has 64
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.?){1,8}")
MAX_INBOUND = 13  # signs before the @: with a signed detail an address has room for 64
HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
BUCKET_OPTIONS = {  # in the query of the address, or else in a variable
    "endpoint": "AWS_ENDPOINT_URL",
    "region": "AWS_REGION",
    "access_key_id": "AWS_ACCESS_KEY_ID",
    "secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
}


class WrongSetting(ValueError):
    """A setting of the environment has a value that cannot be used."""


@dataclass(frozen=True)
class Bucket:
    """A bucket of a server that speaks S3, and how to be let in."""

    name: str
    prefix: str
    endpoint: str | None  # None is Amazon's own
    region: str
    key: str | None  # without one, what the machine itself is allowed
    secret: str | None = field(repr=False)
    token: str | None = field(repr=False)

    def __str__(self) -> str:
        """Where it is, for operators; no key and no password."""
        host = urlsplit(self.endpoint).netloc.rpartition("@")[2] if self.endpoint else "Amazon"
        return f"the bucket {self.name} at {host}"


@dataclass(frozen=True)
class MailServer:
    """A server that takes our mail, and how to be let in."""

    host: str
    port: int
    tls: str  # "tls" from the first byte, "starttls" before anything is said, or "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Where it is, for operators; no name and no password."""
        how = {"tls": "by TLS", "starttls": "by STARTTLS", "none": "without encryption"}[self.tls]
        return f"{self.host}:{self.port}, {how}"


@dataclass(frozen=True)
class OidcProvider:
    """Who keeps the brand's own accounts (OpenID Connect), and how we are known there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str  # what people call these accounts

    def __str__(self) -> str:
        """Where it is, for operators; no secret."""
        return f"{self.label} at {self.issuer}"


@dataclass(frozen=True)
class Settings:
    """All that a running Tribe is told from outside."""

    data_dir: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    base_url: str | None
    mail: MailServer | None
    mail_from: str  # whom mails are from, until an admin says so; may be empty
    inbound_address: str | None  # where answers and bounces come in
    mail_checked_by: str | None  # the server whose findings about senders are believed
    default_locale: str
    files: Path | Bucket  # where what members upload is kept
    oidc: OidcProvider | None = None
    proxies: int = 0  # how many of our own stand before us and say who asks
    push: str = "public"  # where push services may be: there, "private" too, or "off"

    @classmethod
    def from_environ(
        cls, environ: Mapping[str, str] = os.environ, *, may_write: bool = True
    ) -> "Settings":
        """Read every TRIBE_ variable; raises WrongSetting, naming the one at fault.

        A secret key that is not there is made and kept, unless nothing may be written.
        """
        data_dir = Path(environ.get("TRIBE_DATA_DIR") or "instance").absolute()
        return cls(
            data_dir=data_dir,
            database_url=_database_url(environ.get("TRIBE_DATABASE_URL"), data_dir),
            redis_url=_url("TRIBE_REDIS_URL", environ, ("redis", "rediss", "unix")),
            secret_key=_secret(environ.get("TRIBE_SECRET_KEY"), data_dir, may_write),
            base_url=_base_url(environ),
            mail=_mail_server(environ),
            mail_from=_mail_address("TRIBE_MAIL_FROM", environ) or "",
            inbound_address=_inbound_address(environ),
            mail_checked_by=_host_name("TRIBE_MAIL_CHECKED_BY", environ),
            default_locale=_locale(environ.get("TRIBE_DEFAULT_LOCALE") or "en"),
            files=_files(environ, data_dir),
            oidc=_oidc(environ),
            proxies=_proxies(environ.get("TRIBE_PROXIES") or "0"),
            push=_push(environ.get("TRIBE_PUSH") or "public"),
        )

    @property
    def is_https(self) -> bool:
        """Whether readers reach us by TLS, so that cookies may insist on it."""
        return bool(self.base_url and self.base_url.startswith("https:"))


def _database_url(value: str | None, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'tribe.sqlite3'}"
    scheme = _split("TRIBE_DATABASE_URL", value).scheme
    if scheme == "sqlite" and not value.startswith("sqlite:///"):
        raise WrongSetting("TRIBE_DATABASE_URL: a file is written sqlite:////whole/path.sqlite3")
    if scheme in ("postgresql", "postgres"):
        return value.replace(scheme, "postgresql+psycopg", 1)
    if scheme not in ("sqlite", "postgresql+psycopg"):
        raise WrongSetting(f"TRIBE_DATABASE_URL: {scheme!r} is neither sqlite nor postgresql")
    return value


def _url(name: str, environ: Mapping[str, str], schemes: tuple[str, ...]) -> str | None:
    value = environ.get(name)
    if not value:
        return None
    parts = _split(name, value)
    if parts.scheme not in schemes:
        raise WrongSetting(f"{name}: must begin with {' or '.join(s + '://' for s in schemes)}")
    if not parts.hostname and parts.scheme != "unix":
        raise WrongSetting(f"{name}: names no host after {parts.scheme}://")
    return value


def _split(name: str, value: str) -> SplitResult:
    """The parts of an address, its port a number; raises WrongSetting."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise WrongSetting(f"{name}: is no address") from error
    return parts


def _base_url(environ: Mapping[str, str]) -> str | None:
    value = _url("TRIBE_BASE_URL", environ, ("http", "https"))
    if value is not None:
        parts = urlsplit(value)
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise WrongSetting("TRIBE_BASE_URL: is a scheme, a host and a port, and no more")
    return value


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """The server of TRIBE_MAIL_URL; what is said of a wrong value repeats none of it."""
    value = _url("TRIBE_MAIL_URL", environ, ("smtp", "smtps"))
    if value is None:
        return None
    parts = urlsplit(value)
    host, said = parts.hostname or "", dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.path.strip("/") or parts.fragment or said.keys() - {"tls"}:
        raise WrongSetting("TRIBE_MAIL_URL: after the port there may be ?tls=, and no more")
    tls = said.get("tls", "none" if host in LOOPBACK else "starttls")
    if parts.scheme == "smtps":
        tls = said.get("tls", "tls")
    if tls not in ({"tls"} if parts.scheme == "smtps" else {"starttls", "none"}):
        raise WrongSetting("TRIBE_MAIL_URL: tls is starttls or none, and smtps:// is TLS by itself")
    if bool(parts.username) != bool(parts.password):
        raise WrongSetting("TRIBE_MAIL_URL: needs a name and a password, or neither")
    user, password = (unquote(one) if one else None for one in (parts.username, parts.password))
    if user and tls == "none" and host not in LOOPBACK:
        raise WrongSetting("TRIBE_MAIL_URL: a password is not sent without encryption")
    return MailServer(host, parts.port or MAIL_PORTS[tls], tls, user, password)


def _mail_address(name: str, environ: Mapping[str, str]) -> str | None:
    value = environ.get(name)
    if value and not MAIL_ADDRESS.fullmatch(value):
        raise WrongSetting(f"{name}: is no mail address such as tribe@example.org")
    return value or None


def _inbound_address(environ: Mapping[str, str]) -> str | None:
    value = _mail_address("TRIBE_INBOUND_ADDRESS", environ)
    local = value.partition("@")[0] if value else ""
    if "+" in local or len(local) > MAX_INBOUND:
        raise WrongSetting(
            f"TRIBE_INBOUND_ADDRESS: has no + before its @, and at most {MAX_INBOUND} signs there"
        )
    return value


def _host_name(name: str, environ: Mapping[str, str]) -> str | None:
    value = environ.get(name)
    if value and not HOST_NAME.fullmatch(value):
        raise WrongSetting(f"{name}: is no name of a server such as mx.example.org")
    return value.lower() if value else None


def _oidc(environ: Mapping[str, str]) -> OidcProvider | None:
    """The provider of accounts; what is said of a wrong value repeats none of it."""
    names = ("TRIBE_OIDC_ISSUER", "TRIBE_OIDC_CLIENT_ID", "TRIBE_OIDC_CLIENT_SECRET")
    issuer, client_id, secret = (environ.get(name, "").strip() for name in names)
    if not (issuer or client_id or secret):
        return None
    for name, value in zip(names, (issuer, client_id, secret), strict=True):
        if not (value and value.isascii() and value.isprintable()):
            raise WrongSetting(f"{name}: is missing, or has signs that cannot be sent")
    parts = _split(names[0], issuer)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise WrongSetting("TRIBE_OIDC_ISSUER: is written https://host/path, and no more")
    if not environ.get("TRIBE_BASE_URL"):
        raise WrongSetting("TRIBE_OIDC_ISSUER: needs TRIBE_BASE_URL, where people come back to")
    label = " ".join((environ.get("TRIBE_OIDC_LABEL") or str(parts.hostname)).split())[:60]
    return OidcProvider(issuer, client_id, secret, label)


def _files(environ: Mapping[str, str], data_dir: Path) -> Path | Bucket:
    """Where files are kept; what is said of a wrong value repeats none of it."""
    value = environ.get("TRIBE_STORAGE_URL")
    if not value:
        return data_dir / "files"
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise WrongSetting("TRIBE_STORAGE_URL: is no address") from error
    if parts.scheme == "s3":
        return _bucket(parts, environ)
    if parts.scheme != "file":
        raise WrongSetting("TRIBE_STORAGE_URL: must begin with file:/// or s3://")
    path = Path(unquote(parts.path))
    if parts.netloc or parts.query or parts.fragment or len(path.parts) < 2:
        raise WrongSetting("TRIBE_STORAGE_URL: a folder is written file:///whole/path")
    return path


def _bucket(parts: SplitResult, environ: Mapping[str, str]) -> Bucket:
    if not BUCKET_NAME.fullmatch(parts.netloc) or parts.fragment:
        raise WrongSetting("TRIBE_STORAGE_URL: a bucket is written s3://bucket/prefix")
    said = dict(parse_qsl(parts.query))
    if said.keys() - BUCKET_OPTIONS.keys():
        known = ", ".join(BUCKET_OPTIONS)
        raise WrongSetting(f"TRIBE_STORAGE_URL: after ? there may be {known}, and no more")
    given = {name: said.get(name) or environ.get(at) for name, at in BUCKET_OPTIONS.items()}
    for name, one in given.items():
        if one and not (one.isascii() and one.isprintable()):
            raise WrongSetting(f"{BUCKET_OPTIONS[name]}: has signs that cannot be sent")
    if bool(given["access_key_id"]) != bool(given["secret_access_key"]):
        raise WrongSetting("AWS_ACCESS_KEY_ID: needs AWS_SECRET_ACCESS_KEY beside it")
    return Bucket(
        parts.netloc,
        unquote(parts.path).strip("/"),
        _url("AWS_ENDPOINT_URL", {"AWS_ENDPOINT_URL": given["endpoint"] or ""}, ("http", "https")),
        given["region"] or "us-east-1",
        given["access_key_id"],
        given["secret_access_key"],
        given["session_token"],
    )


def _secret(value: str | None, data_dir: Path, may_write: bool) -> str:
    if not value and not may_write and not (data_dir / SECRET).exists():
        return secrets.token_urlsafe(48)  # it signs nothing that anybody will see
    if not value:
        return _kept_secret(data_dir)
    if len(value) < MIN_SECRET_LENGTH:
        raise WrongSetting(f"TRIBE_SECRET_KEY: is shorter than {MIN_SECRET_LENGTH} characters")
    return value


def _locale(value: str) -> str:
    if value not in LOCALES:
        raise WrongSetting(f"TRIBE_DEFAULT_LOCALE: {value!r} is not one of {', '.join(LOCALES)}")
    return value


def _proxies(value: str) -> int:
    if value not in ("0", "1", "2", "3"):
        raise WrongSetting(f"TRIBE_PROXIES: {value!r} is not a number from 0 to 3")
    return int(value)


def _push(value: str) -> str:
    if value not in ("public", "private", "off"):
        raise WrongSetting(f"TRIBE_PUSH: {value!r} is none of public, private and off")
    return value


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / SECRET
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise WrongSetting(f"TRIBE_DATA_DIR: cannot write in {data_dir}: {error}") from error
    return _read_secret(path)


def _read_secret(path: Path) -> str:
    try:
        secret = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"TRIBE_DATA_DIR: cannot read {path}: {error}") from error
    if len(secret) < MIN_SECRET_LENGTH:
        raise WrongSetting(f"TRIBE_DATA_DIR: {path} is damaged; delete it, and all sign in anew")
    return secret
