"""Templates compiled once a run, for each application of each worker and each command."""

import os
import shutil
import tempfile
from collections.abc import Callable

from flask import Flask
from jinja2 import FileSystemBytecodeCache

FOLDER = "TRIBE_TEST_TEMPLATES"


def begin() -> Callable[[], None]:
    """A new folder for this run, so that nothing is left of other templates; how to end it."""
    before, folder = os.environ.get(FOLDER), tempfile.mkdtemp(prefix="tribe-templates-")
    os.environ[FOLDER] = folder

    def end() -> None:
        if before is None:
            del os.environ[FOLDER]
        else:
            os.environ[FOLDER] = before
        shutil.rmtree(folder, ignore_errors=True)

    return end


def share() -> None:
    """Let the applications of this process keep there what they compile."""
    if folder := os.environ.get(FOLDER):
        Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(folder)
