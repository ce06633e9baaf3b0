"""New rites, what was newly told of them, and rites one took part in that nobody keeps any more."""

from tribe.base.i18n import gettext as _
from tribe.base.paging import Cursor
from tribe.forum.queries import visible_category_ids
from tribe.members.models import Member
from tribe.rituals.queries import RiteTurn, list_declared, list_told, list_unkept
from tribe.web.news import News, NewsSource, Window


def read_declared(reader: Member, window: Window) -> list[News]:
    """Rites that others declared; one query."""
    return [
        News(row.at, row.number, _("new rite"), row.name, f"/rituals/{row.slug}", icon="ring")
        for row in list_declared(reader.id, window)
    ]


def read_told(reader: Member, window: Window) -> list[News]:
    """What others told of enactments that the reader may see; two queries."""
    return [
        News(
            row.at,
            row.number,
            _("told in the chronicle"),
            row.name,
            _in_chronicle(row),
            icon="quote",
        )
        for row in list_told(reader.id, visible_category_ids(reader), window)
    ]


def _in_chronicle(row: RiteTurn) -> str:
    """The page of the chronicle that begins with an enactment, however long ago it was."""
    assert row.held_at is not None
    place = Cursor((row.held_at, row.number + 1))
    return f"/rituals/{row.slug}?after={place}#e-{row.number}"


def read_unkept(reader: Member, window: Window) -> list[News]:
    """Rites in which the reader took part, and which nobody keeps since lately; one query."""
    return [
        News(
            row.at,
            row.number,
            _("no keeper any more"),
            row.name,
            f"/rituals/{row.slug}",
            line=_("You were there once. Will you keep it?"),
            icon="ring",
        )
        for row in list_unkept(reader.id, window)
    ]


NEWS = (
    NewsSource("rites", read_declared),
    NewsSource("rites.told", read_told),
    NewsSource("rites.unkept", read_unkept),
)
