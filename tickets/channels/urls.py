"""The addresses of the channels."""

from django.urls import path

from tickets.channels import phone
from tickets.channels.chat import urls as chat
from tickets.channels.email import views as email

urlpatterns = [
    path("email/<slug:mailbox>", email.Mailbox.as_view(), name="channel-email"),
    *chat.api_urls,
    *(
        path(f"phone/json/{event}", phone.CallEvent.as_view(event=event, body=body), name=f"channel-phone-{event}")
        for event, body in {
            "offered": phone.CallBody,
            "answered": phone.AnsweredBody,
            "ended": phone.CallBody,
            "missed": phone.CallBody,
            "voicemail": phone.CallBody,
        }.items()
    ),
]
