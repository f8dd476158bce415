"""The addresses of the chat: those that programs call, and those that sites embed."""

from django.urls import path

from tickets.channels.chat import pages, views

SESSION = "chat/<slug:widget>/sessions/<str:session>"

api_urls = [
    path("chat/<slug:widget>/sessions", views.Sessions.as_view(), name="channel-chat"),
    path(f"{SESSION}/messages", views.Lines.as_view(), name="channel-chat-messages"),
    path(f"{SESSION}/reach", views.Reach.as_view(), name="channel-chat-reach"),
    path(f"{SESSION}/confirm", views.ConfirmInChat.as_view(), name="channel-chat-confirm"),
    path(f"{SESSION}/dispute", views.DisputeInChat.as_view(), name="channel-chat-dispute"),
    path(f"{SESSION}/end", views.End.as_view(), name="channel-chat-end"),
    path(f"{SESSION}/files/<int:pk>", views.FileView.as_view(), name="channel-chat-file"),
]

urlpatterns = [
    path("demo", pages.demo, name="widget-demo"),
    path("<slug:widget>.js", pages.loader, name="widget-loader"),
    path("<slug:widget>/frame", pages.frame, name="widget-frame"),
]
