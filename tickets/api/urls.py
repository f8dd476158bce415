"""The API's addresses under /api/v1/; channels and figures have their own beside it."""

from django.urls import path, re_path

from tickets.api import customers, macros, organisations, requests, tickets, verbs
from tickets.api.intake import Intake
from tickets.api.views import NothingHere

urlpatterns = [
    path("intake", Intake.as_view(), name="intake"),
    path("requests/<str:reference>", requests.OwnRequest.as_view(), name="own-request"),
    path("requests/<str:reference>/attachments/<int:pk>", requests.OwnFile.as_view(), name="own-file"),
    path("requests/<str:reference>/messages", requests.WriteMessage.as_view(), name="own-messages"),
    path("requests/<str:reference>/confirm", requests.ConfirmRequest.as_view(), name="own-confirm"),
    path("requests/<str:reference>/dispute", requests.DisputeRequest.as_view(), name="own-dispute"),
    path("requests/<str:reference>/not-me", requests.NotMeView.as_view(), name="own-not-me"),
    path("requests/<str:reference>/feedback", requests.GiveScore.as_view(), name="own-feedback"),
    path("tickets", tickets.TicketList.as_view(), name="tickets"),
    path("tickets/<int:number>", tickets.TicketDetail.as_view(), name="ticket"),
    path("tickets/<int:number>/history", tickets.TicketHistory.as_view(), name="ticket-history"),
    path("tickets/<int:number>/attachments/<int:pk>", tickets.TicketFile.as_view(), name="ticket-file"),
    path("tickets/<int:number>/macros", macros.TicketMacros.as_view(), name="ticket-macros"),
    path("macros", macros.MacroList.as_view(), name="macros"),
    *verbs.urlpatterns,
    path("customers/<int:pk>", customers.CustomerDetail.as_view(), name="customer"),
    path("customers/<int:pk>/history", customers.CustomerHistory.as_view(), name="customer-history"),
    path("customers/<int:pk>/rename", customers.RenameCustomer.as_view(), name="customer-rename"),
    path("customers/<int:pk>/attributes", customers.AttributesOfCustomer.as_view(), name="customer-attributes"),
    path("customers/<int:pk>/organisation", customers.OrganisationOfCustomer.as_view(), name="customer-organisation"),
    path("customers/<int:pk>/merge", customers.MergeCustomer.as_view(), name="customer-merge"),
    path("customers/<int:pk>/unmerge", customers.UnmergeCustomer.as_view(), name="customer-unmerge"),
    path("organisations", organisations.OrganisationList.as_view(), name="organisations"),
    path("organisations/<int:pk>", organisations.OrganisationDetail.as_view(), name="organisation"),
    path("organisations/<int:pk>/change", organisations.ChangeOrganisation.as_view(), name="organisation-change"),
    re_path("", NothingHere.as_view(), name="nothing-here"),
]
