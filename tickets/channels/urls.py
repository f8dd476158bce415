"""The addresses of the channels."""

from django.urls import path

from tickets.channels.chat import urls as chat
from tickets.channels.email import connection_test
from tickets.channels.email import views as email
from tickets.channels.phone import plain, twilio

urlpatterns = [
    path("email/<slug:mailbox>", email.Mailbox.as_view(), name="channel-email"),
    *(
        path(f"mailbox-trials/{what}", connection_test.ConnectionTest.as_view(what=what), name=f"mailbox-trial-{what}")
        for what in connection_test.TESTS
    ),
    *chat.api_urls,
    *(
        path(f"phone/json/{event}", plain.CallEvent.as_view(event=event, body=body), name=f"channel-phone-{event}")
        for event, body in {
            "offered": plain.CallBody,
            "answered": plain.AnsweredBody,
            "ended": plain.CallBody,
            "missed": plain.CallBody,
            "voicemail": plain.CallBody,
        }.items()
    ),
    *(
        path(f"phone/twilio/{event}", twilio.TwilioEvent.as_view(event=event), name=f"channel-twilio-{event}")
        for event in twilio.ANSWERS
    ),
]
