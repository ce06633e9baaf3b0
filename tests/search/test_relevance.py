"""What answers is found among the first, oftener than FTS5's own ranking finds it."""

from pathlib import Path

from flask import Flask
from sqlalchemy import text

from benchmarks.search import relevance
from tribe.base.db import session

DATA = "data/se-quantum-2018"
FOUND = {"sqlite": 32, "postgresql": 29}  # of sixty; measured 33 and 30


def test_ours_finds_more_than_plain_fts5(context: Flask, shared: Path, database_name: str) -> None:
    if database_name == "sqlite":  # lengths of texts of other tests weigh on ranks
        session.execute(text("INSERT INTO search_index(search_index) VALUES ('delete-all')"))
    posts = relevance.documents(shared / DATA)
    asked = relevance.questions(shared / DATA, posts)
    assert len(asked) == relevance.WANTED
    ours, same = relevance.recall(asked, relevance.our_search(posts))
    all_words, _ = relevance.recall(asked, relevance.plain_fts5(posts, "unicode61", " AND "))
    any_word, same_plain = relevance.recall(asked, relevance.plain_fts5(posts, "unicode61", " OR "))
    assert ours >= FOUND[database_name]
    assert ours > all_words
    assert (ours, same) >= (any_word, same_plain)
    if database_name == "sqlite":
        assert ours > any_word
