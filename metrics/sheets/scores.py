"""What customers think: satisfaction, effort and recommendation."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.sheets.figures import Figure, Mean, Number, Points, Rate
from metrics.sheets.sheet import Sheet
from metrics.sheets.times import INTERVAL

NO_SCORES = _("0 of 0: no scores")
ANSWERED = Rate(_("Surveys answered"), "response_rate", "sent", _("no surveys sent"))
LOW = Number(_("Low scores"), "low", "low")
SCORES = Number(_("Scores"), "n", "scored")
COUNTED = _(
    "The last score of a ticket counts, in the period in which it was given. Surveys answered are of those sent in the period."
)
SQUARED = _("The interval is that of the difference of two shares, cut at −100 and 100.")


def _sheet(name: str, words: Sequence[Promise], main: Figure, *more: Figure, interval: Promise = INTERVAL) -> Sheet:
    title, question, definition = words
    return Sheet(
        name=name,
        title=title,
        question=question,
        heads=[main, *more, LOW, ANSWERED],
        columns=[SCORES, main, *more, LOW, ANSWERED],
        main=[main],
        definition=[definition, COUNTED, interval],
        section="6",
    )


CSAT = _sheet(
    "csat",
    (
        _("Satisfaction (CSAT)"),
        _("How many are satisfied?"),
        _("The share of 4 and 5 among all scores of 1 to 5. A low score is 1 or 2."),
    ),
    Rate(_("Satisfied, 4 or 5 of 5"), "", "good", NO_SCORES),
)
CES = _sheet(
    "ces",
    (
        _("Effort (CES)"),
        _("How easy did we make it?"),
        _("The share of 5 to 7 among all scores of 1 to 7, the mean beside it. A low score is 1 to 3."),
    ),
    Rate(_("Easy, 5 to 7 of 7"), "", "good", NO_SCORES),
    Mean(_("Mean"), "mean", "scored"),
)
NPS = _sheet(
    "nps",
    (
        _("Recommendation (NPS)"),
        _("Would people recommend us?"),
        _(
            "The percentage of 9 and 10 minus that of 0 to 6, among all scores of 0 to 10: from −100 to 100. A low score is 0 "
            "to 6."
        ),
    ),
    Points(_("Net promoters, −100 to 100"), "nps", "scored", NO_SCORES),
    interval=SQUARED,
)
FAMILY = (CSAT, CES, NPS)
