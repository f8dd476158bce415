"""Did it help? What customers say, whether they came back, and whether they had to say things again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from metrics.reports import words
from metrics.reports.answer import Part
from metrics.sheets.bar import pieces
from metrics.sheets.figures import Number, Rate
from metrics.sheets.sheet import Drawing, Sheet
from metrics.sheets.times import INTERVAL

LOOPS = {
    "confirmed": _("Confirmed"),
    "presumed": _("Presumed, 7 days of silence"),
    "disputed": _("Disputed"),
    "reopened": _("Reopened within 30 days"),
    "awaiting": _("Awaiting the customer's word"),
    "open": _("Open: unresolved, resolved without telling, never asked, or not delivered"),
}
NONE_OLD_ENOUGH = _("0 of 0: none is 14 days old")


def bar(parts: Sequence[tuple[str, Part]], address: Callable[[str], str]) -> Any:
    """How the loops of all eligible tickets stand, as pieces of a bar of 100; and the bounds, where some are young."""
    figures = parts[0][1].figures
    loops = pieces([(name, title, figures["loops"][name]) for name, title in LOOPS.items()], str, address)
    return {"n": figures["eligible"], "pieces": loops, "young": figures["too_young"], "bounds": _bounds(figures)}


def _bounds(figures: dict[str, Any]) -> str:
    """The rate of all with the young ones taken either way, of both kinds; nothing where none is young."""
    if not figures["too_young"]:
        return ""
    both = (figures["bounds"], figures["bounds_including_presumed"])
    confirmed, closed = (words.interval([one["lower"], one["upper"]]) for one in both)
    told = {"confirmed": confirmed, "closed": closed}
    return _now("confirmed %(confirmed)s, with presumed %(closed)s") % told


CONFIRMED = Rate(_("Confirmed by the customer"), "closed_loop_rate", "confirmed", NONE_OLD_ENOUGH)
WITH_PRESUMED = Rate(_("With presumed"), "including_presumed", "closed", NONE_OLD_ENOUGH)
CONTACTED = Rate(_("Contacted by us within 48 h"), "contacted_within_48h", "contacted", NONE_OLD_ENOUGH)
AGREED = Rate(_("Agreed, of loops that ended"), "agreed_share", "heard")

CLOSED_LOOP = Sheet(
    name="closed-loop",
    title=_("Closed loop"),
    question=_("Did the customer say that it is solved?"),
    heads=[CONFIRMED, WITH_PRESUMED, CONTACTED, Number(_("Counted"), "eligible", "eligible")],
    columns=[
        Number(_("n"), "eligible", "eligible"),
        CONFIRMED,
        WITH_PRESUMED,
        AGREED,
        CONTACTED,
        Number(_("Disputed"), "loops/disputed", "disputed"),
        Number(_("Reopened"), "loops/reopened", "reopened"),
        Number(_("Younger than 14 days"), "too_young", "young"),
    ],
    main=[CONFIRMED, WITH_PRESUMED],
    definition=[
        _(
            "The share of tickets whose customer said that it is solved, of all that started in the period and are 14 days old; "
            "unresolved ones stay in. Spam, tests, merged tickets and those that we opened ourselves are out."
        ),
        _(
            "Presumed means that a person of ours told the customer, asked, and heard nothing for 7 days; it is never the "
            "headline. Agreed is of those whose loop has ended in any way."
        ),
        INTERVAL,
    ],
    section="5",
    drawing=Drawing("metrics/sheets/loop.html", bar),
)

REOPENED = Rate(_("Reopened"), "", "reopened", _("0 of 0: none is 30 days old"))
REOPENS = Sheet(
    name="reopens",
    title=_("Reopens"),
    question=_("How often was “resolved” not the end?"),
    heads=[REOPENED, Number(_("First resolved"), "n", "resolved"), Number(_("Silent reopens"), "silent_reopens")],
    columns=[
        Number(_("First resolved"), "n", "resolved"),
        REOPENED,
        Number(_("Silent reopens"), "silent_reopens"),
    ],
    main=[REOPENED],
    definition=[
        _(
            "The share that came back within 30 days of the first resolution because of the customer, of tickets first resolved in "
            "the period and 30 days old. A thank-you reopens nothing; an agent's own reopening is not counted."
        ),
        _("A silent reopen is a new ticket of the same issue within 7 days; it counts for the older ticket."),
        INTERVAL,
    ],
    section="6",
)

ASKED_AGAIN = Rate(_("Asked again"), "reask_rate", "asked_again", _("no repeat contacts"))
FACTS = Rate(_("Facts asked again"), "facts", "asked_again", _("no known facts"))
OPENED = Rate(_("History opened before the answer"), "opened_history", "opened", _("no repeat contacts"))
RE_ASK = Sheet(
    name="re-ask",
    title=_("Asked again"),
    question=_("Did people have to say again what we knew?"),
    heads=[ASKED_AGAIN, FACTS, OPENED],
    columns=[
        Number(_("Repeat contacts"), "reask_rate/n", "repeats"),
        ASKED_AGAIN,
        Number(_("Known facts"), "facts/n", "known"),
        FACTS,
        OPENED,
    ],
    main=[ASKED_AGAIN, OPENED],
    definition=[
        _(
            "The share of repeat contacts in which an agent asked for at least one fact that we knew, of all contacts after a "
            "ticket's first that a person answered before the next one. Asking whether a shown value still holds is none."
        ),
        INTERVAL,
    ],
    section="4",
)
FAMILY = (CLOSED_LOOP, REOPENS, RE_ASK)
