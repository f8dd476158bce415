"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages
from metrics.pages import overview, prepared, report, tickets

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("all/", report.index, name="all"),
    path("files/", prepared.files, name="files"),
    path("files/order/<slug:kind>", prepared.order, name="order"),
    path("files/<uuid:key>", prepared.fetch, name="fetch"),
    path("files/<uuid:key>/delete", prepared.delete, name="delete"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<slug:kind>", tickets.file, name="list"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
    path("<slug:name>/", report.report, name="report"),
    path("<slug:name>/<slug:kind>", report.file, name="file"),
]
