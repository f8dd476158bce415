"""The addresses under which an agent's page asks for a mail; signing in is the desk's."""

from django.contrib import admin
from django.urls import path

from tickets.channels.email import html_view

urlpatterns = [
    path("<int:pk>/whole/", admin.site.admin_view(html_view.whole), name="mail-whole"),
    path("<int:pk>/as-sent/", admin.site.admin_view(html_view.as_sent), name="mail-as-sent"),
]
