"""Mail by HTTP: whoever receives it for us posts the raw bytes. They are stored and answered; reading comes later."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from config.broker import nudge
from tickets.channels.accounts import ProviderView
from tickets.channels.bodies import RawMail, errors
from tickets.channels.email.arriving import store
from tickets.models import ChannelAccount
from tickets.rules.lifecycle import Channel


class StoredShape(serializers.Serializer):
    """The mail is ours now. `repeated`: it was already."""

    arrival = serializers.IntegerField()
    repeated = serializers.BooleanField()


class Mailbox(ProviderView):
    """A mailbox of the desk."""

    parser_classes = [RawMail]

    def account_for(self, secret_hash):
        """The mailbox of the address. Error: Http404."""
        account = ChannelAccount.objects.filter(channel=Channel.EMAIL, slug=self.kwargs["mailbox"], active=True).first()
        if account is None:
            raise Http404
        return account

    @extend_schema(
        tags=["channels"],
        request={"message/rfc822": OpenApiTypes.BINARY},
        responses={200: StoredShape, 202: StoredShape, **errors(400, 401, 404, 413, 415)},
    )
    def post(self, request, mailbox):
        """Hand in one mail. 202 when it is stored, 200 when it was already."""
        raw, is_new = store(request.auth, request.data, at=timezone.now())
        nudge("tickets.tasks.process_inbound")
        return Response({"arrival": raw.pk, "repeated": not is_new}, status=202 if is_new else 200)
