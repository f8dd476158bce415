"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages
from metrics.pages import data_quality, definitions, overview, report, tickets

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("all/", report.index, name="all"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("data-quality/", data_quality.page, name="quality"),
    path("data-quality/tickets/", data_quality.tickets, name="quality-tickets"),
    path("data-quality/tickets/<slug:kind>", data_quality.tickets_file, name="quality-list"),
    path("data-quality/<slug:kind>", data_quality.file, name="quality-file"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<slug:kind>", tickets.file, name="list"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
    path("<slug:name>/", report.report, name="report"),
    path("<slug:name>/<slug:kind>", report.file, name="file"),
]
