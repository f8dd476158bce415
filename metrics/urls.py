"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages
from metrics.pages import customer, overview, report, tickets

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("all/", report.index, name="all"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<slug:kind>", tickets.file, name="list"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
    path("customers/<int:number>/", customer.customer, name="customer"),
    path("customers/<int:number>/<slug:kind>", customer.file, name="customer-file"),
    path("<slug:name>/", report.report, name="report"),
    path("<slug:name>/<slug:kind>", report.file, name="file"),
]
