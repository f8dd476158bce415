"""How far the figures of a period may be trusted: a page, its file, and the tickets behind each number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.pages.files import KINDS, file_of
from metrics.pages.frame import asked, for_the_desk, me, shown
from metrics.pages.tickets import TicketList, page_of, sent
from metrics.quality.about import READ, behind, scope_of
from metrics.quality.answer import Result, results
from metrics.quality.checks import BY_NAME, Check
from metrics.reading import StoryReader
from metrics.reports import words
from metrics.reports.asking import ReportForm
from metrics.reports.behind import Behind, these
from metrics.reports.view import ReportScope
from metrics.sheets.filed import head

HIDDEN = ("clock", "by", "every", "channel", "priority", "team")  # it is of all tickets that one may see figures of


@dataclass(frozen=True)
class Told:
    """What the page, or one of its lists, says of itself in files."""

    title: Promise
    question: Promise
    definition: Sequence[Promise]
    section: str = "1"
    has_period: bool = True


PAGE = Told(
    title=gettext_lazy("Data quality"),
    question=gettext_lazy("How far may one trust the figures of this period?"),
    definition=[
        gettext_lazy(
            "Late entries and clocks that differ are told as of and known at the instants above; everything else as it stands now. "
            "Spam, tests and what stands in no figure are counted here, so that nothing is left out in silence."
        )
    ],
)


@for_the_desk
def page(request: HttpRequest) -> HttpResponse:
    """Every check with how many of how many, what it means and what to do about it."""
    question, reader = asked(request, reading=READ)
    context: dict[str, Any] = {"question": question, "title": PAGE.title, "hidden": HIDDEN, "told": PAGE}
    if not reader:
        return shown(request, "metrics/data_quality.html", context, 400)
    fixed = question.fixed()
    lines = [_line(one, fixed) for one in results(scope_of(question, reader))]
    context |= {
        "lines": lines,
        "looks": [line for line in lines if line["result"].needs_a_look],
        "link": f"?{urlencode(fixed)}",
        "files": [
            (kind.upper(), f"{reverse('reports:quality-file', args=[kind])}?{urlencode(fixed)}") for kind in KINDS
        ],
    }
    return shown(request, "metrics/data_quality.html", context)


def _line(result: Result, fixed: Mapping[str, str]) -> dict[str, Any]:
    share = "" if result.share is None else words.percent(result.share)
    return {"result": result, "share": share, "link": behind(result.check.name, fixed) if result.k else ""}


@for_the_desk
def file(request: HttpRequest, kind: str) -> Any:
    """The same as a file."""
    if kind not in KINDS:
        raise Http404
    question, reader = asked(request, reading=READ)
    if not reader:
        return shown(request, "metrics/data_quality.html", {"question": question, "title": PAGE.title}, 400)
    return file_of(_rows(question, reader), kind, f"data-quality-{question.until:%Y-%m-%d}")


def _rows(question: ReportForm, reader: StoryReader) -> Iterator[Sequence[Any]]:
    yield from head(PAGE, question)
    yield []
    yield ["check", "k", "n", "share", "of", "needs a look", _("What it means"), _("What to do")]
    for one in results(scope_of(question, reader)):
        check = one.check
        looks = "yes" if one.needs_a_look else "no"
        yield [check.title, one.k, one.n, one.share, check.of, looks, check.says, check.advice]


@for_the_desk
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets that a check finds."""
    question, reader = asked(request, reading=READ)
    return page_of(request, QualityList(me(request), request.GET, question), reader)


@for_the_desk
def tickets_file(request: HttpRequest, kind: str) -> Any:
    """The whole list as a file."""
    question, reader = asked(request, reading=READ)
    return sent(request, QualityList(me(request), request.GET, question), reader, kind)


class QualityList(TicketList):
    """The tickets that a check finds. Errors: Http404 for a check that there is not."""

    filed_at = "reports:quality-list"
    of_a_report = False
    counted: Check

    def _choose(self, given: Mapping[str, str]) -> None:
        self.name, self.part, self.check = "data-quality", "", given.get("check", "")
        if self.check not in BY_NAME:
            raise Http404
        self.counted = BY_NAME[self.check]
        self.sheet = Told(PAGE.title, PAGE.question, [self.counted.says, self.counted.advice])

    def _rows(self, reader: StoryReader, view: ReportScope) -> list[Behind]:
        found = self.counted.found(scope_of(self.question, reader))
        return these(reader, set(found.values_list("pk", flat=True)), view)

    @property
    def back(self) -> str:
        """The page of the checks."""
        return reverse("reports:quality")

    def _named(self) -> dict[str, str]:
        return {"check": self.check}
