"""Typed settings from the environment; a wrong value fails at start, by name."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOCALES = ("en", "fr")


class WrongSetting(ValueError):
    """A setting of the environment has a value that cannot be used."""


@dataclass(frozen=True)
class Settings:
    """All that a running Tribe is told from outside."""

    data_dir: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    base_url: str | None
    mail_url: str | None
    default_locale: str
    proxies: int = 0  # how many of our own stand before us and say who asks

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read every TRIBE_ variable; raises WrongSetting, naming the one at fault."""
        data_dir = Path(environ.get("TRIBE_DATA_DIR") or "instance").absolute()
        return cls(
            data_dir=data_dir,
            database_url=_database_url(environ.get("TRIBE_DATABASE_URL"), data_dir),
            redis_url=_url("TRIBE_REDIS_URL", environ, ("redis", "rediss", "unix")),
            secret_key=environ.get("TRIBE_SECRET_KEY") or _kept_secret(data_dir),
            base_url=_url("TRIBE_BASE_URL", environ, ("http", "https")),
            mail_url=_url("TRIBE_MAIL_URL", environ, ("smtp", "smtps")),
            default_locale=_locale(environ.get("TRIBE_DEFAULT_LOCALE") or "en"),
            proxies=_proxies(environ.get("TRIBE_PROXIES") or "0"),
        )

    @property
    def is_https(self) -> bool:
        """Whether readers reach us by TLS, so that cookies may insist on it."""
        return bool(self.base_url and self.base_url.startswith("https:"))


def _database_url(value: str | None, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'tribe.sqlite3'}"
    scheme = urlsplit(value).scheme
    if scheme in ("postgresql", "postgres"):
        return value.replace(scheme, "postgresql+psycopg", 1)
    if scheme not in ("sqlite", "postgresql+psycopg"):
        raise WrongSetting(f"TRIBE_DATABASE_URL: {scheme!r} is neither sqlite nor postgresql")
    return value


def _url(name: str, environ: Mapping[str, str], schemes: tuple[str, ...]) -> str | None:
    value = environ.get(name)
    if not value:
        return None
    if urlsplit(value).scheme not in schemes:
        raise WrongSetting(f"{name}: must begin with {' or '.join(s + '://' for s in schemes)}")
    return value


def _locale(value: str) -> str:
    if value not in LOCALES:
        raise WrongSetting(f"TRIBE_DEFAULT_LOCALE: {value!r} is not one of {', '.join(LOCALES)}")
    return value


def _proxies(value: str) -> int:
    if value not in ("0", "1", "2", "3"):
        raise WrongSetting(f"TRIBE_PROXIES: {value!r} is not a number from 0 to 3")
    return int(value)


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise WrongSetting(f"TRIBE_DATA_DIR: cannot write in {data_dir}: {error}") from error
    return path.read_text()
