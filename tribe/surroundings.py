"""What a process needs around it, and one sentence on what is missing."""

import errno
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from tribe.base.errors import Unavailable
from tribe.config import Settings, WrongSetting

REDIS_PATIENCE = 3.0  # seconds
HOME = Path(__file__).resolve().parent
LONGEST = 80  # characters of a file's name that a sentence has room for
_OF_THE_WORLD = {  # what a file can be, and no fault of ours makes it
    errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EISDIR, errno.ELOOP, errno.EMFILE,
    errno.ENAMETOOLONG, errno.ENOENT, errno.ENOSPC, errno.ENOTDIR, errno.EPERM, errno.EROFS,
}  # fmt: skip
_SQLITE = (
    (
        re.compile("unable to open"),
        "cannot be opened: is its folder there, and ours to write in?",
    ),
    (re.compile("not a database|malformed"), "is no SQLite database, or is damaged"),
    (re.compile("locked"), "is held by another process"),
    (re.compile("full"), "cannot grow: the disk is full"),
    (re.compile("readonly|read-only"), "may not be written"),
)


def check_redis(settings: Settings) -> None:
    """Raise WrongSetting when Redis is set and does not answer."""
    if not settings.redis_url:
        return
    try:
        with Redis.from_url(
            settings.redis_url,
            socket_connect_timeout=REDIS_PATIENCE,
            socket_timeout=REDIS_PATIENCE,
        ) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        raise WrongSetting(
            f"TRIBE_REDIS_URL: {_host(settings.redis_url)} does not answer"
        ) from error


def why(error: Exception) -> str | None:
    """One sentence on what is wrong in the world; None where the fault is ours."""
    match error:
        case WrongSetting():
            return str(error)
        case Unavailable():
            return f"TRIBE_STORAGE_URL: {Settings.from_environ().files} cannot be used"
        case UnicodeEncodeError():
            return "an argument is not written in UTF-8"
        case OSError() if error.errno in _OF_THE_WORLD and not _is_ours(error):
            return _of_file(error)
        case DBAPIError():
            return explain(error, Settings.from_environ())
    return None


def _is_ours(error: OSError) -> bool:
    """Whether it is about a file that comes with Tribe."""
    return error.filename is not None and Path(os.fsdecode(error.filename)).is_relative_to(HOME)


def _of_file(error: OSError) -> str:
    """What a file cannot be or do; of one that is being written no name is known."""
    said = error.strerror or os.strerror(error.errno or 0)
    if error.filename is None:
        return said
    name = os.fsdecode(error.filename)
    return f"{name if len(name) <= LONGEST else name[:LONGEST] + '…'}: {said}"


def explain(error: DBAPIError, settings: Settings) -> str | None:
    """One sentence that names the setting; None when the database is not what is wrong."""
    url = make_url(settings.database_url)
    said = str(error.orig)
    if url.get_backend_name() == "sqlite":
        name = (
            "TRIBE_DATABASE_URL" if "tribe.sqlite3" not in str(url.database) else "TRIBE_DATA_DIR"
        )
        found = next((words for pattern, words in _SQLITE if pattern.search(said)), None)
        return found and f"{name}: {url.database} {found}"
    if "connect" not in said:
        return None
    reason = said.strip().splitlines()[0].rpartition(": ")[2]
    return f"TRIBE_DATABASE_URL: PostgreSQL at {_host(settings.database_url)} says: {reason}"


def _host(url: str) -> str:
    """The host and port of an address, without its password."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or parts.path}{port}"
