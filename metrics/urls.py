"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages
from metrics.pages import mails, overview, report, tickets

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("all/", report.index, name="all"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<slug:kind>", tickets.file, name="list"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
    path("mails/", mails.mails, name="mails"),
    path("mails/new/", mails.new, name="new-mail"),
    path("mails/stop/<slug:token>/", mails.stop, name="stop-mail"),
    path("mails/<int:pk>/<slug:verb>/", mails.change, name="change-mail"),
    path("mails/<int:pk>/own/<slug:verb>/", mails.change_own, name="change-own-mail"),
    path("<slug:name>/", report.report, name="report"),
    path("<slug:name>/<slug:kind>", report.file, name="file"),
]
