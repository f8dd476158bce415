"""`manage.py report NAME`: a report over many tickets."""

import json
from argparse import ArgumentParser
from collections.abc import Collection
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics.management.asking import add_horizon, asked, reader_of
from metrics.measures import Figures
from metrics.reports import GROUPS, NAMES, REPORTS, NoPeriod, run, words
from metrics.reports.view import CLOCKS


class Command(BaseCommand):
    """Prints a report's figures, for all and for each part when it is split."""

    help = f"Print a report: {', '.join(NAMES)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which report, over which period, and from which side."""
        parser.add_argument("name", metavar="NAME", help=", ".join(NAMES))
        parser.add_argument("--from", dest="cohort_from", help="the period's beginning; a date or an instant")
        parser.add_argument("--to", help="the period's end, itself not included")
        parser.add_argument("--clock", default="calendar", help=" or ".join(CLOCKS))
        parser.add_argument("--by", help=f"split by {', '.join(GROUPS)}")
        add_horizon(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        name, clock, by = options["name"].replace("_", "-"), options["clock"], options["by"]
        _one_of(name, NAMES, "report")
        _one_of(clock, CLOCKS, "clock")
        if by is not None:
            _one_of(by, GROUPS, "split")
        reader = reader_of(options)
        since, to = (asked(options, bound, reader.desk) for bound in ("cohort_from", "to"))
        if since and to and since >= to:
            raise CommandError("The period must begin before it ends: mend --from or --to.")
        horizon = {"as_of": reader.as_of, "known_at": reader.known_at}
        try:
            report = run(name, cohort_from=since, to=to, clock=clock, by=by, reader=reader, **horizon)
        except NoPeriod as error:
            raise CommandError(f"{error} Leave out --from and --to.") from error
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _table(report))


def _one_of(value: str, choices: Collection[str], what: str) -> None:
    if value not in choices:
        raise CommandError(f"There is no {what} {value!r}: choose from {', '.join(choices)}.")


def _period(report: Figures) -> str:
    """The period that was used, as half-open as it is."""
    if not REPORTS[report["report"]].has_period:
        return "at one instant"
    since, to = report["from"], report["to"]
    return f"from {since or 'the beginning'} {f'to before {to}' if to else 'without an end'}"


def _table(report: Figures) -> str:
    looked_at = f"as of {report['as_of']}, known at {report['known_at']}, {report['clock']} clock"
    lines = [f"{report['report']}, {_period(report)}, {looked_at}", ""]
    lines += words.report_lines(report["figures"])
    for value, figures in report.get("groups", {}).items():
        lines += ["", value, *words.report_lines(figures)]
    return "\n".join(lines)
