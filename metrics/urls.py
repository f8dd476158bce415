"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages
from metrics.pages import (
    boards,
    customer,
    data_quality,
    definitions,
    mails,
    overview,
    prepared,
    report,
    saved_views,
    tickets,
)

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("all/", report.index, name="all"),
    path("files/", prepared.files, name="files"),
    path("files/order/<slug:kind>", prepared.order, name="order"),
    path("files/<uuid:key>", prepared.fetch, name="fetch"),
    path("files/<uuid:key>/delete", prepared.delete, name="delete"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("data-quality/", data_quality.page, name="quality"),
    path("data-quality/tickets/", data_quality.tickets, name="quality-tickets"),
    path("data-quality/tickets/<slug:kind>", data_quality.tickets_file, name="quality-list"),
    path("data-quality/<slug:kind>", data_quality.file, name="quality-file"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/<slug:kind>", tickets.file, name="list"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
    path("views/", saved_views.views, name="views"),
    path("views/save", saved_views.save, name="save-view"),
    path("views/<int:pk>/change", saved_views.change, name="change-view"),
    path("views/<int:pk>/delete", saved_views.delete, name="delete-view"),
    path("boards/", boards.boards, name="boards"),
    path("boards/make", boards.make, name="make-board"),
    path("boards/<int:pk>/revoke", boards.revoke, name="revoke-board"),
    path("mails/", mails.mails, name="mails"),
    path("mails/new/", mails.new, name="new-mail"),
    path("mails/stop/<slug:token>/", mails.stop, name="stop-mail"),
    path("mails/<int:pk>/<slug:verb>/", mails.change, name="change-mail"),
    path("mails/<int:pk>/own/<slug:verb>/", mails.change_own, name="change-own-mail"),
    path("customers/<int:number>/", customer.customer, name="customer"),
    path("customers/<int:number>/<slug:kind>", customer.file, name="customer-file"),
    path("<slug:name>/", report.report, name="report"),
    path("<slug:name>/<slug:kind>", report.file, name="file"),
]
