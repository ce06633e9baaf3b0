"""With `--database either` no test is left out, and those about databases run on both."""

import re
import subprocess
import sys

import pytest

from tests.databases import NAMES, is_left_out

OF_DATABASES = "tests/jobs/test_queue.py"


def without_database(nodeid: str) -> str:
    return nodeid.replace(NAMES[0], "").replace(NAMES[1], "")


def test_each_test_is_run_and_those_about_databases_on_both() -> None:
    asked = ["-q", "--collect-only", "-p", "no:cacheprovider", "--database", "either"]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", *asked, "tests/rituals/test_services.py", OF_DATABASES],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    listed = {line for line in said.splitlines() if "::" in line}
    kept = {line for line in listed if any(name in line for name in NAMES)}
    tests = {without_database(name) for name in kept}
    whole = re.search(r"/(\d+) tests collected", said)
    assert whole is not None
    assert int(whole[1]) == 2 * len(tests) + len(listed - kept)
    for test in tests:
        on = [name for name in kept if without_database(name) == test]
        assert len(on) == (2 if OF_DATABASES in test else 1)
    for name in NAMES:  # neither has all of it
        assert [one for one in kept if OF_DATABASES not in one and name in one]


@pytest.mark.parametrize("case", ["", "-cleo", "-ben"])
def test_the_cases_of_one_test_fall_to_one_database_each(case: str) -> None:
    left = [is_left_out(f"tests/forum/test_x.py::test_y[{name}{case}]", name) for name in NAMES]
    assert sorted(left) == [False, True]


@pytest.mark.parametrize("test", ["events/test_race.py::test_a", "x/test_b.py::test_c_at_once"])
def test_what_several_do_at_one_moment_runs_on_both(test: str) -> None:
    assert not any(is_left_out(f"tests/{test}[{name}]", name) for name in NAMES)
