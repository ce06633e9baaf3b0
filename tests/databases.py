"""Which database a test runs on: one of the two, or both where it is about the database itself."""

from zlib import crc32

import pytest

CHOICES = ("sqlite", "postgresql", "either", "both")
NAMES = ("sqlite", "postgresql")
#: What differs between the two: statements and types, locks, writers at one moment, kept files,
#: and each route and each command of rows once for its reader.
ON_BOTH = (
    "tests/activity/",
    "tests/archive/",
    "tests/architecture/test_at_once",
    "tests/architecture/test_methods",
    "tests/architecture/test_permissions",
    "tests/audit/",
    "tests/base/",
    "tests/forum/test_plans",
    "tests/jobs/",
    "tests/ledger/",
    "tests/load/",
    "tests/mail/",
    "tests/migrations/",
    "tests/personal_data/",
    "tests/privacy/",
    "tests/search/",
    "tests/settings/",
    "tests/storage/",
    "tests/test_cache",
    "tests/test_db",
    "tests/test_feature",
    "tests/test_once",
    "tests/test_surroundings",
    "tests/test_world",
)
#: What is dear, and asks nothing in which the two differ.
ON_SQLITE = ("tests/architecture/test_hidden", "tests/architecture/test_xss")
#: Words in the name of a file or of a test that is about several at one moment.
AT_ONE_MOMENT = ("at_once", "deadlock", "kill", "lock", "meanwhile", "moment", "race")


def named(choice: str) -> tuple[str, ...]:
    """The databases of which tests are made, for a choice on the command line."""
    return (choice,) if choice in NAMES else NAMES


def is_on_both(nodeid: str) -> bool:
    """Whether a test is about what differs between the two databases."""
    path, _, name = nodeid.partition("::")
    words = path.rpartition("/")[2] + name.partition("[")[0]
    return path.startswith(ON_BOTH) or any(word in words for word in AT_ONE_MOMENT)


def is_left_out(nodeid: str, database: str) -> bool:
    """Whether a test leaves a database to the same test on the other, by its name alone."""
    if is_on_both(nodeid):
        return False
    if nodeid.startswith(ON_SQLITE):
        return database != "sqlite"
    same = nodeid.replace(database, "")
    return database != NAMES[crc32(same.encode()) % 2]


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--database either`, keep each test on the one database that its name falls to."""
    if config.getoption("--database") != "either":
        return
    left_out = []
    for item in items:
        callspec = getattr(item, "callspec", None)
        name = None if callspec is None else callspec.params.get("database_name")
        if name is not None and is_left_out(item.nodeid, name):
            left_out.append(item)
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]
