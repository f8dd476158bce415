"""The addresses of boards, for screens that nobody has signed in at."""

from django.urls import path

from metrics.pages import wall

urlpatterns = [
    path("<str:token>", wall.page, name="board"),
    path("<str:token>/figures", wall.piece, name="board-figures"),
]
