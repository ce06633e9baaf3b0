"""No test finds the list of erased numbers of another."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tribe.personal_data import numbers


@pytest.fixture(autouse=True)
def empty_list(app: Flask) -> Iterator[None]:
    """The list lies beside the database, and is not emptied with it."""
    yield
    with app.app_context():
        numbers.list_path().unlink(missing_ok=True)
