"""What the guides make, from a table to a job, is made as they say in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]
GUIDES = ("adding-a-table", "adding-a-page", "mail", "activity", "jobs")  # as they go on
FILE = re.compile(r"```\w+\n(?:# |\{# )([\w/.]+)(?: #\})?\n(.*?)```", re.DOTALL)
LEFT_OUT = shutil.ignore_patterns("node_modules", "dist", "instance", ".*")
TYPED = ".mypy_cache"  # what the types of the tree were found to be, where they were looked at


def write_guides(tree: Path) -> None:
    """Write the files of the guides, with the head that the migration follows; French is added."""
    head = ScriptDirectory(str(tree / "migrations")).get_current_head()
    for guide in GUIDES:
        text = (ROOT / f"docs/developers/{guide}.md").read_text()
        for name, body in FILE.findall(text):
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text() + "\n" if path.suffix == ".po" and path.exists() else ""
            path.write_text(before + body.replace('"HEAD"', f'"{head}"'))
    (tree / "tests/lanterns/__init__.py").touch()
    features = tree / "tribe/features.py"
    text = features.read_text()
    imported = "from tribe.lanterns.feature import FEATURE as LANTERNS\n"
    text = text.replace("from tribe.members.feature", imported + "from tribe.members.feature")
    features.write_text(text.replace("    HOME,\n", "    HOME,\n    LANTERNS,\n"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is needed to run the guides."""
    tree = tmp_path_factory.mktemp("recipe")
    for name in ("tribe", "templates", "migrations", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=LEFT_OUT)
    (tree / "tribe/static/dist").symlink_to(ROOT / "tribe/static/dist")
    shutil.copy(ROOT / "pyproject.toml", tree)
    if (ROOT / TYPED).is_dir():
        shutil.copytree(ROOT / TYPED, tree / TYPED)
    write_guides(tree)
    return tree


def run(tree: Path, *command: str) -> str:
    """Run a command of the environment in the copy; what it said, where it fails."""
    environ = os.environ | {"PYTHONPATH": str(tree)}
    environ.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tree,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout[-20_000:] + done.stderr[-2000:]


def test_the_recipe_runs(tree: Path) -> None:
    options = ("-q", "--database", "sqlite", "-p", "no:cacheprovider")
    assert not run(
        tree, "pytest", *options, "tests/lanterns", "tests/migrations/test_migrations.py"
    )


def test_the_recipe_is_typed_and_tidy(tree: Path) -> None:
    assert not run(tree, "ruff", "check", "tribe/lanterns", "tests/lanterns")
    assert not run(tree, "ruff", "format", "--check", "tribe/lanterns", "tests/lanterns")
    assert not run(tree, "mypy", "-p", "tribe.lanterns")


def test_what_the_recipe_says_is_said_in_french(tree: Path) -> None:
    """On its pages, and on the page on which members read what is known of them."""
    options = ("-q", "--database", "sqlite", "-p", "no:cacheprovider", "--no-header")
    files = ("tests/privacy", "tests/architecture/test_translations.py")
    asked = "in_their_language or its_french or one_french or placeholders"
    assert not run(tree, "pytest", *options, *files, "-k", asked)


def test_what_the_guides_name_last_is_asked_for(tree: Path) -> None:
    """The tests that hold every feature find the lines that the recipe leaves to its reader."""
    options = ("-q", "--database", "sqlite", "-p", "no:cacheprovider", "--no-header")
    said = run(tree, "pytest", *options, "tests/architecture/test_permissions.py", "-k", "in_the")
    assert "/lanterns/new" in said or "lanterns:lantern:light" in said
