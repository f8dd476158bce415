"""The addresses of the managers' pages, under /reports/."""

from django.urls import path

from metrics import overview_page, pages

app_name = "reports"
urlpatterns = [
    path("", overview_page.overview, name="overview"),
    path("tickets/", pages.tickets, name="tickets"),
]
