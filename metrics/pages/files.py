"""Files of figures: CSV and XLSX, row by row, so that no length fills the memory; no text in them is taken for a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from xlsxwriter import Workbook

Rows = Iterable[Sequence[Any]]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would calculate, or that hides such a beginning."""


class _Echo:
    """Hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def defused(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; numbers are left as they are."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def file_of(rows: Rows, kind: str, name: str) -> HttpResponseBase:
    """A file to download. `kind` is one of KINDS."""
    return KINDS[kind](rows, f"{name}.{kind}")


def _csv(rows: Rows, name: str) -> StreamingHttpResponse:
    """With the mark at its beginning by which spreadsheets know that it is UTF-8."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow([defused(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(rows: Rows, name: str) -> FileResponse:
    """Written to a file of the disk's row by row; texts are texts there, never formulas or links."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    workbook = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = workbook.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, [defused(value) for value in row])
    workbook.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


KINDS: dict[str, Callable[[Rows, str], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
