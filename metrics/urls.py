"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages
from metrics.pages import definitions, overview, report, tickets

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("all/", report.index, name="all"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<slug:kind>", tickets.file, name="list"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
    path("<slug:name>/", report.report, name="report"),
    path("<slug:name>/<slug:kind>", report.file, name="file"),
]
