"""Which site a dump is of, and where its things stand there."""

import re
from dataclasses import dataclass
from pathlib import Path

_HOST = re.compile(
    r"\b((?:[a-z0-9-]+\.)*(?:stackexchange\.com|stackoverflow\.com|superuser\.com|serverfault\.com"
    r"|askubuntu\.com|mathoverflow\.net|stackapps\.com))\b",
    re.I,
)
_NOTES = ("source.txt", "readme.txt", "readme.md")
LICENCE = "CC BY-SA 3.0"  # of dumps that name none in their rows: they are older than 2020


@dataclass(frozen=True)
class Site:
    """A site by its host name."""

    host: str

    @property
    def base(self) -> str:
        """Its address."""
        return f"https://{self.host}"

    @property
    def name(self) -> str:
        """What people call it, as far as the host name says."""
        return self.host.split(".")[0]

    def question_url(self, number: int) -> str:
        """A question's own address."""
        return f"{self.base}/q/{number}"

    def answer_url(self, number: int) -> str:
        """An answer's own address."""
        return f"{self.base}/a/{number}"

    def comment_url(self, number: int, post: int, *, on_answer: bool) -> str:
        """A comment's address, below the post it is on."""
        page = self.answer_url(post) if on_answer else self.question_url(post)
        return f"{page}#comment{number}_{post}"

    def user_url(self, number: int) -> str:
        """A writer's page."""
        return f"{self.base}/users/{number}"


def find_site(folder: Path, host: str | None) -> Site | None:
    """The site that was named, else that of the folder's name or of the notes in it."""
    if host:
        return Site(re.sub(r"^https?://|/.*$", "", host.strip().lower()))
    found = _HOST.search(folder.resolve().name)
    for path in sorted(folder.iterdir()):
        if found is None and path.name.lower() in _NOTES:
            found = _HOST.search(path.read_text(encoding="utf-8", errors="replace")[:100_000])
    return Site(found[1].lower()) if found else None
