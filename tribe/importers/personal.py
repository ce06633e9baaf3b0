"""What imports know of people: under which number they are known elsewhere."""

from flask_babel import lazy_gettext as _l

from tribe.importers.models import ImportedThing
from tribe.privacy import Personal, Seen, keep

PERSONAL = (
    Personal(
        ImportedThing.__tablename__,
        _l("what was imported from where; of people a number there and a number here"),
        {"local_id": keep(_l("another import of the same source must not bring a person back"))},
        withheld={
            "source": "public where it comes from",
            "kind": "public where it comes from",
            "external_id": "public where it comes from",
            "local_id": "a number of ours",
            "imported_at": "of the import, not of a person",
        },
        seen=Seen.NOBODY,
        kept=_l("as long as the place"),
        remains={
            "source": "of the import",
            "external_id": "a number there, so that it is not brought again",
            "kind": "of the import",
        },
    ),
)
