"""The list of the tickets behind a figure, as a page and as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.audience import may_see_loads, not_compared
from metrics.explain.shapes import Family
from metrics.explain_pages import Asked
from metrics.measures import instant
from metrics.pages.choices import LIST, saving
from metrics.pages.files import KINDS, file_of
from metrics.pages.frame import asked, for_the_desk, me, shown
from metrics.pages.promise_lines import PromiseLine, promise_lines
from metrics.pages.report import sheet_of
from metrics.reading import StoryReader
from metrics.reports import REPORTS, words
from metrics.reports.answer import behind
from metrics.reports.asking import INSTANTS, ReportForm
from metrics.reports.behind import Behind, orders
from metrics.reports.grouping import names
from metrics.reports.view import ReportScope
from metrics.sheets.filed import Described, head
from metrics.sheets.parts import naming, read
from tickets.models import Ticket, User
from tickets.models.history import moment
from tickets.models.words import CHANNEL, LOOP, UNTOLD

ON_A_PAGE = 100
IN_A_PART = 500  # tickets of a file that are read at once
MANY = 5_000  # tickets; the file of more is made by the worker: it takes longer than one waits for a page
LOOPS = dict(LOOP)
CHANNELS = {str(name): word for name, word in CHANNEL}
LONGEST_FIRST = "-calendar"
COLUMNS = {
    "ticket": gettext_lazy("Ticket"),
    "customer": gettext_lazy("Customer"),
    "owner": gettext_lazy("Owner"),
    "channel": gettext_lazy("First channel"),
    "business": gettext_lazy("Time to resolution, business hours"),
    "calendar": gettext_lazy("Time to resolution, calendar"),
    "started": gettext_lazy("Started"),
    "loop": gettext_lazy("Loop"),
}
FILED = ("owner", "channel", "started", "resolution_calendar_s", "resolution_business_s", "running", "loop")


class Counted(Protocol):
    """What a list is of."""

    @property
    def title(self) -> Promise:
        """In words."""


@for_the_desk
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets behind a figure, page by page, the longest first unless another order is asked for."""
    question, reader = asked(request)
    return page_of(request, TicketList(me(request), request.GET, question), reader)


def page_of(request: HttpRequest, listing: TicketList, reader: StoryReader | None) -> HttpResponse:
    """A list as a page; without a reader it says what cannot be meant."""
    question = listing.question
    context = {"question": question, "sheet": listing.sheet, "title": listing.sheet.title}
    if not reader:
        return shown(request, "metrics/tickets.html", context, 400)
    page = Paginator(listing.found(reader), ON_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "heading": listing.heading(),
        "columns": listing.columns(),
        "page": page,
        "rows": listing.rows(list(page.object_list), reader),
        "told": question.answered,
        "saving": saving(LIST, request.GET.dict(), question) if listing.of_a_report else None,
        "back": f"{listing.back}?{urlencode(question.parameters())}",
        "asked": listing.address(sort=listing.sort),
        **listing.ways_out(page.paginator.count),
    }
    return shown(request, "metrics/tickets.html", context)


@for_the_desk
def file(request: HttpRequest, kind: str) -> Any:
    """The whole list as a file; of a long one the page, which offers to prepare it."""
    question, reader = asked(request)
    return sent(request, TicketList(me(request), request.GET, question), reader, kind)


def sent(request: HttpRequest, listing: TicketList, reader: StoryReader | None, kind: str) -> Any:
    """A list as a file, or the page of a long one. Errors: Http404 for a kind that there is not."""
    question = listing.question
    if kind not in KINDS:
        raise Http404
    if not reader:
        return shown(request, "metrics/tickets.html", {"question": question, "sheet": listing.sheet}, 400)
    found = listing.found(reader)
    if listing.of_a_report and len(found) > MANY:
        return redirect(f"{reverse('reports:tickets')}?{listing.address(sort=listing.sort)}")
    return file_of(listing.filed(found), kind, listing.file_name)


class TicketList:
    """Which list is asked for. Errors: Http404 for a report, a count or an order that there is not.

    `filed_at`: where its files are. One that is `of_a_report` can be saved as a view, and prepared as a file if it is long.
    """

    filed_at = "reports:list"
    of_a_report = True
    sheet: Described
    counted: Counted

    def __init__(self, user: User, given: Mapping[str, str], question: ReportForm) -> None:
        self.user, self.question = user, question
        self.part, self.sort = given.get("part", ""), given.get("sort", LONGEST_FIRST)
        if self.sort.removeprefix("-") not in COLUMNS:
            raise Http404
        self._choose(given)

    def _choose(self, given: Mapping[str, str]) -> None:
        """Which tickets they are, by the address."""
        self.name, self.count = given.get("report", "ttr"), given.get("count", "started")
        self.sheet = sheet_of(self.name)
        counted = REPORTS[self.name].count(self.count)
        if REPORTS[self.name].names_people and ":" in self.count and not may_see_loads(self.user, self.question.at):
            raise PermissionDenied(not_compared())
        if counted is None:
            raise Http404
        self.counted = counted

    @cached_property
    def owners(self) -> Mapping[Any, str]:
        """What the people who work here are called, by their numbers."""
        return names("owner")

    def found(self, reader: StoryReader) -> list[Behind]:
        """All of them, in the order asked for; those alike by their numbers."""
        view = self.question.view if self.sheet.has_period else self.question.instant
        found = self._rows(reader, view)
        column = self.sort.removeprefix("-")
        customers = {}
        if column == "customer":
            customers = {pk: str(ticket.customer) for pk, ticket in self._tickets(found).items()}
        order = orders(self.owners, customers, standing)[column]
        return sorted(found, key=order, reverse=self.sort.startswith("-"))

    def _rows(self, reader: StoryReader, view: ReportScope) -> list[Behind]:
        question = self.question
        by = question.cleaned_data["by"] if self.part else None
        told = behind(reader, self.name, self.count, view, by=by, part=read(self.part), keep=question.keep)
        return told.rows(view)

    @property
    def back(self) -> str:
        """The page that the figure stands on."""
        return reverse("reports:report", args=[self.name])

    def _tickets(self, found: Sequence[Behind]) -> dict[int, Ticket]:
        visible = Ticket.objects.visible_to(self.user).select_related("customer")
        return visible.only("subject", "customer").in_bulk([one.number for one in found])

    def heading(self) -> str:
        """What the figure counts, and of which part."""
        title = str(self.counted.title)
        if not self.part:
            return title
        by = self.question.cleaned_data["by"]
        called = naming(by)(None if None in read(self.part) else self.part)
        return _("%(title)s, %(part)s") % {"title": title, "part": called}

    def columns(self) -> list[dict[str, Any]]:
        """The heading of each column, with the address that sorts by it: down first, except for words."""
        return [
            {
                "title": title,
                "link": self.address(sort=self._next(name)),
                "order": {name: "ascending", f"-{name}": "descending"}.get(self.sort, ""),
            }
            for name, title in COLUMNS.items()
        ]

    def _next(self, column: str) -> str:
        first, second = (
            (f"-{column}", column) if column in ("business", "calendar", "started") else (column, f"-{column}")
        )
        return second if self.sort == first else first

    def address(self, **more: str) -> str:
        """The parameters of this list."""
        part = {"part": self.part} if self.part else {}
        return urlencode({**self._named(), **self.question.fixed(), **part, **more})

    def _named(self) -> dict[str, str]:
        return {"report": self.name, "count": self.count}

    def rows(self, found: Sequence[Behind], reader: StoryReader) -> list[dict[str, Any]]:
        """What a page shows of them; what this person may not see is left out."""
        tickets = self._tickets(found)
        promised = self._promised(reader, list(tickets))
        explained = Asked(str(Family.TTR), reader.as_of, reader.known_at)
        fixed = self.question.fixed()
        asked_for = urlencode({name: fixed[name] for name in INSTANTS})
        return [
            {
                "ticket": tickets[one.number],
                "journey": f"{reverse('reports:customer', args=[tickets[one.number].customer_id])}?{asked_for}",
                "owner": self.owners.get(one.owner, ""),
                "channel": CHANNELS.get(one.channel, one.channel),
                "business": words.duration(one.business),
                "calendar": words.duration(one.calendar),
                "running": one.running,
                "start": moment(one.start),
                "loop": standing(one),
                "explain": explained.address(one.number),
                "promises": promised.get(one.number, ()),
            }
            for one in found
            if one.number in tickets
        ]

    def _promised(self, reader: StoryReader, numbers: Sequence[int]) -> dict[int, list[PromiseLine]]:
        """A figure of promises shows these: a ticket alone does not say which was broken, and why."""
        if self.name != "promises":
            return {}
        return promise_lines(reader, numbers, self.count, self.question.view)

    @property
    def file_name(self) -> str:
        """What its file is called, without its kind."""
        return f"{self.name}-tickets-{self.question.answered['as_of'][:10]}"

    def ways_out(self, count: int) -> dict[str, Any]:
        """Where its files are, or, if it is long, where they can be ordered: addresses by their kinds."""
        is_long = self.of_a_report and count > MANY
        page, name = ("order", "reports:order") if is_long else ("files", self.filed_at)
        asked = self.address(sort=self.sort)
        return {page: [(kind.upper(), f"{reverse(name, args=[kind])}?{asked}") for kind in KINDS]}

    def filed(self, found: Sequence[Behind], note: Callable[[int], object] = int) -> Iterator[Sequence[Any]]:
        """The rows of the file: what the list is of, and a line per ticket; subjects are read a part at a time.

        `note` is told before each part how many tickets have been written.
        """
        yield from head(self.sheet, self.question)
        yield [_("Tickets"), self.heading()]
        yield []
        yield ["ticket", "subject", "customer", *FILED]
        for start in range(0, len(found), IN_A_PART):
            note(start)
            page = found[start : start + IN_A_PART]
            tickets = self._tickets(page)
            for one in page:
                if ticket := tickets.get(one.number):
                    yield [one.number, ticket.subject, str(ticket.customer), *self._line(one)]

    def _line(self, one: Behind) -> list[Any]:
        times = [instant(one.start), one.calendar, one.business, "yes" if one.running else "no"]
        return [self.owners.get(one.owner, ""), one.channel, *times, standing(one)]


def standing(one: Behind) -> str:
    """How its loop stands; a ticket that we opened has none."""
    if one.untold:
        return str(UNTOLD)
    return str(LOOPS[one.loop] if one.loop else _("opened by us"))
