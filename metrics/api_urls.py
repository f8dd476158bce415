"""The addresses of the figures, under /api/v1/metrics/."""

from django.urls import path

from metrics.api import ReportView, TicketFigures

urlpatterns = [
    path("tickets/<int:number>", TicketFigures.as_view(), name="ticket-figures"),
    path("<slug:report>", ReportView.as_view(), name="report"),
]
