"""Files of figures: CSV and XLSX, row by row, so that no length fills the memory; no text in them is taken for a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from xlsxwriter import Workbook

from tickets.rules.spreadsheets import defused

Rows = Iterable[Sequence[Any]]


class _Echo:
    """Hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def file_of(rows: Rows, kind: str, name: str) -> HttpResponseBase:
    """A file to download. `kind` is one of KINDS."""
    return KINDS[kind](rows, f"{name}.{kind}")


def write(rows: Rows, kind: str, file: BinaryIO) -> None:
    """Write the rows to a file of the disk, which is then at its end. `kind` is one of KINDS."""
    WRITERS[kind](rows, file)


def _lines(rows: Rows) -> Iterator[str]:
    """With the mark at its beginning by which spreadsheets know that it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([defused(value) for value in row])


def _csv(rows: Rows, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(rows: Rows, name: str) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    _write_sheet(rows, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _write_lines(rows: Rows, file: BinaryIO) -> None:
    for line in _lines(rows):
        file.write(line.encode())


def _write_sheet(rows: Rows, file: BinaryIO) -> None:
    """Row by row; texts are texts there, never formulas or links."""
    workbook = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = workbook.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, [defused(value) for value in row])
    workbook.close()


KINDS: dict[str, Callable[[Rows, str], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
WRITERS: dict[str, Callable[[Rows, BinaryIO], None]] = {"csv": _write_lines, "xlsx": _write_sheet}
