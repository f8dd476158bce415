"""The customer's pages under /r/, each behind the signed link of one request."""

from django.urls import path

from tickets.portal import views

urlpatterns = [
    path("<str:reference>", views.show, name="request"),
    path("<str:reference>/messages", views.write, name="request-write"),
    path("<str:reference>/confirm", views.confirm, name="request-confirm"),
    path("<str:reference>/dispute", views.dispute, name="request-dispute"),
    path("<str:reference>/feedback", views.give_score, name="request-feedback"),
    path("<str:reference>/not-me", views.not_me, name="request-not-me"),
    path("<str:reference>/facts", views.correct, name="request-facts"),
    path("<str:reference>/files/<int:pk>", views.download, name="request-file"),
    path("<str:reference>/link", views.new_link, name="request-link"),
]
