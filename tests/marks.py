"""The marks of tests, given by where they lie: what a quick run leaves out."""

import pytest

MARKS = {
    "slow": "the engine against other programs, histories of months, races: minutes, not seconds",
    "spark": "needs Java and a Spark of its own",
    "browser": "needs Chromium and the whole demo",
    "kill": "real servers and workers, under load or killed",
    "postgres": "runs on PostgreSQL",
    "journey": "one of the three ways through the house that a quick run takes too",
}
FOLDERS = {
    "tests/graph/spark/": "spark",
    "tests/archive/test_killed": "kill",
    "tests/mail/test_listening": "kill",
    "tests/migrations/test_killed": "kill",
    "tests/operators/": "kill",
    "tests/storage/test_served": "kill",
    "tests/will/test_killed": "kill",
    "tests/architecture/test_fuzz": "slow",
    "tests/architecture/test_growth": "slow",
    "tests/architecture/test_recipe": "slow",
    "tests/archive/test_commands": "slow",
    "tests/will/test_commands": "slow",
    "tests/browser/": "browser",
    "tests/load/": "kill",
    "tests/graph/": "slow",
    "tribe/graph/": "slow",
    "tests/demo/": "slow",
    "tests/importers/": "slow",
    "tests/benchmarks/": "slow",
}
QUICK = (  # of the engine, what takes seconds: rows, ties, files, counts, sentences, a report
    "tests/graph/data/",
    "tests/graph/io/",
    "tests/graph/test_counts",
    "tests/graph/test_report",
    "tests/graph/test_sentences",
)
#: Of a test that walks every route for each reader or method, the one that a quick run takes.
ONE = {
    "test_a_closed_word_is_answered_as_one_that_nobody_wrote": "-",
    "test_each_text_has_its_own_direction": "cleo",
    "test_no_argument_breaks_a_command": "backup",
    "test_no_form_reaches_who_keeps_apart": "blocked",
    "test_no_page_offers_what_the_pause_refuses": "cleo",
    "test_nothing_hidden_is_shown": "-",
    "test_nothing_of_whom_one_keeps_apart_from": "wilhelmina",
    "test_only_post_changes_anything_and_who_reads_waits_for_no_writer": "GET-cleo",
}
JOURNEYS = (
    "test_a_newcomer_joins_and_speaks",
    "test_a_reply_appears_to_others_while_they_read",
    "test_a_member_joins_a_gathering_and_leaves_it",
)


def register(config: pytest.Config) -> None:
    """Make the marks known."""
    for name, meaning in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def mark(items: list[pytest.Item]) -> None:
    """Give each test the marks of its folder, its database and its name."""
    for item in items:
        path = item.nodeid.partition("::")[0]
        name = item.name.partition("[")[0]
        for folder, word in FOLDERS.items():
            if path.startswith(folder) and not (word == "slow" and path.startswith(QUICK)):
                item.add_marker(word)
        callspec = getattr(item, "callspec", None)
        if callspec is not None and callspec.params.get("database_name") == "postgresql":
            item.add_marker("postgres")
        if name in ONE and not item.name.endswith(f"-{ONE[name]}]"):
            item.add_marker("slow")
        if path.startswith("tests/browser/"):
            item.add_marker(pytest.mark.timeout(420))  # one waits for a report
        if name in JOURNEYS:
            item.add_marker("journey")
