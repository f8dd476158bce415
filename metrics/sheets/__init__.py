"""The reports' pages, one description each, a file per family. A report without one has no page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.sheets import customers, going, loop, scores, times, word, work
from metrics.sheets.sheet import Sheet


@dataclass(frozen=True)
class Family:
    """Reports that answer questions of one kind, in the order in which they are named."""

    title: Promise
    sheets: Sequence[Sheet]


FAMILIES = (
    Family(_("How long people wait"), times.FAMILY),
    Family(_("Our word"), word.FAMILY),
    Family(_("Whether it helped"), loop.FAMILY),
    Family(_("What there is to do"), work.FAMILY),
    Family(_("How the work goes"), going.FAMILY),
    Family(_("What customers think"), scores.FAMILY),
    Family(_("Our customers"), customers.FAMILY),
)
SHEETS: dict[str, Sheet] = {sheet.name: sheet for family in FAMILIES for sheet in family.sheets}
__all__ = ["FAMILIES", "SHEETS", "Sheet"]
