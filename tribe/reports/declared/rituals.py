"""What measures of rites carry and show: rhythm, bursts, anatomy, repertoire, what emerges."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.graph.measures.rituals.anatomy import U3
from tribe.graph.measures.rituals.backbone import U5
from tribe.graph.measures.rituals.burstiness import U2
from tribe.graph.measures.rituals.emergence import U8
from tribe.graph.measures.rituals.entrainment import U4
from tribe.graph.measures.rituals.markers import U7
from tribe.graph.measures.rituals.periodicity import U1
from tribe.graph.measures.rituals.practices import U6
from tribe.reports.declared import rites
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    cell,
    count,
    flag,
    hundredths,
    listed,
    number,
    pattern,
    practice,
    record,
)
from tribe.reports.declared.sections import RITUALS
from tribe.reports.declared.sizes import MEMBERS, things
from tribe.reports.figures.chart import or_on_scale
from tribe.reports.figures.entry import Entry


def protect_its_day(entry: Entry) -> str | None:
    """What could help a rite that keeps its rhythm."""
    if not entry.is_clear:
        return None
    return str(_("Protect its day: keep releases and meetings out of it, and lend it a room."))


EMERGENT_RITES = Declaration(
    measure=U8,
    section=RITUALS,
    readers=Readers.ANALYSTS,
    counted=things(_l("Threads and gatherings of no rite")),
    value=number,
    detail=record(
        found=listed(record(kind=pattern, period_days=number, value=number, n=count)),
    ),
    chart=None,  # a handful, that the sentence counts already
    tables=(rites.emergent,),
)

DECLARED = (
    Declaration(
        measure=U1,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=things(_l("Dates of the rite with the most")),
        value=number,
        detail=record(
            period_days=number,
            z=number,
            measured_rites=number,
            rhythmic_rites=number,
            rites=listed(
                record(
                    n=number,
                    enough=flag,
                    period_days=number,
                    value=number,
                    p=number,
                    season_days=number,
                    season_p=number,
                )
            ),
            periodogram=record(days=listed(number), strength=listed(number)),
        ),
        chart=or_on_scale(rites.periodogram),
        for_chart=rites.with_periodogram,
        tables=(rites.rhythms,),
        advice=protect_its_day,
    ),
    Declaration(
        measure=U2,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=things(_l("Intervals between dates")),
        value=number,
        detail=record(
            measured_rites=number,
            rites=listed(
                record(n=number, enough=flag, value=number, b=number, interval=listed(number))
            ),
        ),
        tables=(rites.bursts,),
    ),
    Declaration(
        measure=U3,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=things(_l("Editions of rites")),
        value=hundredths,
        detail=record(
            measured_rites=number,
            presence_in_the_middle=hundredths,
            focus_in_the_middle=hundredths,
            continuity_in_the_middle=hundredths,
            openness_in_the_middle=hundredths,
            hosts_in_the_middle=number,
            value_with_brand=hundredths,
            rites=listed(
                record(
                    n=number,
                    enough=flag,
                    presence=hundredths,
                    presence_interval=listed(hundredths),
                    focus=hundredths,
                    focus_interval=listed(hundredths),
                    continuity=hundredths,
                    continuity_interval=listed(hundredths),
                    openness=hundredths,
                    openness_interval=listed(hundredths),
                    hosts=number,
                    hosts_interval=listed(number),
                )
            ),
        ),
        tables=(rites.anatomy,),
    ),
    Declaration(
        measure=U4,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=MEMBERS,
        value=number,
        detail=record(
            order=number,
            by_chance=number,
            others=number,
            measured_rites=number,
            followed_rites=number,
            value_with_brand=number,
            rites=listed(record(enough=flag, value=number, order=number, others=number, p=number)),
        ),
        tables=(rites.entrainment,),
    ),
    Declaration(
        measure=U5,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=MEMBERS,
        value=number,
        detail=record(kept_share=hundredths, kept_by_chance=hundredths, value_with_brand=number),
        tables=(rites.backbone,),
    ),
    Declaration(
        measure=U6,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=things(_l("Acts that were read by two or more")),
        value=number,
        detail=record(kappa=number, met=number, practices=listed(practice), acts=listed(cell)),
        tables=(rites.practices,),
    ),
    Declaration(
        measure=U7,
        section=RITUALS,
        readers=Readers.ANALYSTS,
        counted=things(_l("Requests for help")),
        value=number,
        detail=record(kind=number, rites=number, measured_rites=number, rhythmic_rites=number),
        tables=(rites.markers,),
    ),
    EMERGENT_RITES,
)
