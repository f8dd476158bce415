"""The addresses of the figures, under /api/v1/metrics/."""

from django.urls import path

from metrics.api import ReportView, TicketFigures
from metrics.explain_api import ExplainFigure
from metrics.journey_api import CustomerJourney

urlpatterns = [
    path("tickets/<int:number>", TicketFigures.as_view(), name="ticket-figures"),
    path("tickets/<int:number>/explain", ExplainFigure.as_view(), name="explain-figure"),
    path("customers/<int:number>", CustomerJourney.as_view(), name="customer-journey"),
    path("<slug:report>", ReportView.as_view(), name="report"),
]
