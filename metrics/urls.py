"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import explain_pages, pages

app_name = "reports"
urlpatterns = [
    path("", pages.overview, name="overview"),
    path("tickets/", pages.tickets, name="tickets"),
    path("explain/<int:number>/", explain_pages.explain, name="explain"),
]
