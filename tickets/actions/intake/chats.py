"""Chats beside their words: who opened one, where they can be reached, whether they are still there, and their answers by
mail once they are not."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tickets.actions import by_chat
from tickets.actions.outbox.answer_address import address_for_chat
from tickets.actions.record import Invalid
from tickets.actions.setup.accounts import fingerprint
from tickets.models import ChannelAccount, ChannelSession, Identity, Message, SearchDue
from tickets.models.chat_question import question_in
from tickets.models.customer import IdentityKind
from tickets.models.inbound import GONE_AFTER
from tickets.models.message import Delivery, Direction
from tickets.rules import identity
from tickets.rules.lifecycle import Channel

KEPT_SILENT = timedelta(days=3)
HANDED_OVER_WITHIN = timedelta(days=1)
AT_ONCE = 100


def open_chat(
    account: ChannelAccount,
    *,
    at: datetime,
    browser: str = "",
    subject: str = "",
    vouched: Mapping[str, str] | None = None,
) -> tuple[ChannelSession, str]:
    """A visitor opens a chat of a widget; gives the session and its key.

    Who names nothing gets a new one with a random key. One browser (`browser`: a long random secret that it chose), and whom
    the site vouches for as `subject`, have one chat until they end it, however many of their pages open it at once, and its
    key can be said again. It is made of that secret, so that the desk alone cannot say it.
    """
    # No browser can name what a site vouches for.
    opener = f"vouched:{subject}" if subject else f"browser:{browser}" if browser else ""
    chat = _opened(account, fingerprint(opener) if opener else "", subject, at)
    key = secrets.token_urlsafe(32)
    if opener:
        made_of = chat.external_id if subject else f"{chat.external_id}:{browser}"
        key = salted_hmac("tickets.chat", made_of, algorithm="sha256").hexdigest()
    chat.key_hash, chat.vouched, chat.seen_at = fingerprint(key), dict(vouched or {}), at
    chat.save(update_fields=["key_hash", "vouched", "seen_at"])
    return chat, key


def _opened(account: ChannelAccount, opener: str, subject: str, at: datetime) -> ChannelSession:
    """The chat that its opener has not ended, or a new one. Who opens it a moment later finds it: the database knows one."""
    new = {"external_id": f"{account.slug}.{secrets.token_urlsafe(16)}", "opened_at": at, "seen_at": at}
    own = {"channel": Channel.CHAT, "account": account, "subject": subject}
    if not opener:
        return ChannelSession.objects.create(**own, **new)
    of_before = ChannelSession.objects.filter(**own, ended_at=None, opener="")  # opened before there were openers
    if subject and (chat := of_before.order_by("-id").first()):
        return chat
    return ChannelSession.objects.get_or_create(**own, opener=opener, ended_at=None, defaults=new)[0]


def seen(chat: ChannelSession, *, at: datetime, shown: int) -> None:
    """The visitor looked, and has all lines up to `shown`."""
    ChannelSession.objects.filter(pk=chat.pk).update(seen_at=at, shown=max(shown, chat.shown))


def leave_address(chat: ChannelSession, address: str, *, at: datetime) -> ChannelSession:
    """Where the visitor can be reached. It becomes an unproven identity of somebody of whom we know none; it shows them
    nothing, and takes nothing from whoever it belongs to already. Error: Invalid."""
    value = identity.email(address)
    if value is None:
        raise Invalid("email", _("This is no email address."))
    with transaction.atomic():
        fresh = ChannelSession.objects.select_for_update().get(pk=chat.pk)
        fresh.reach = value
        fresh.save(update_fields=["reach"])
        customer = fresh.ticket.customer_id if fresh.ticket else None
        if customer and not Identity.objects.filter(customer=customer).exists():
            row = Identity(customer_id=customer, kind=IdentityKind.EMAIL, value=value, created_at=at)
            Identity.objects.bulk_create([row], ignore_conflicts=True)
            SearchDue.objects.create(customer_id=customer)
    return fresh


def end(chat: ChannelSession, *, at: datetime) -> None:
    """The visitor ended the chat: nothing more is said in it. Its ticket stays as it is."""
    ChannelSession.objects.filter(pk=chat.pk, ended_at=None).update(ended_at=at)


def forget_silent(at: datetime) -> None:
    """Chats in which nobody ever said anything."""
    silent = ChannelSession.objects.filter(channel=Channel.CHAT, ticket=None, opened_at__lt=at - KEPT_SILENT)
    silent.delete()


def hand_over(at: datetime) -> int:
    """Answers that were written in a chat and that its visitor left without seeing go to them by mail, where we know an
    address. They stay in the chat for whoever comes back, and keep the channel that they were given on."""
    left = ChannelSession.objects.filter(
        channel=Channel.CHAT,
        external_id=OuterRef("session"),
        shown__lt=OuterRef("pk"),
        seen_at__lte=at - GONE_AFTER,
    )
    unseen = Message.objects.filter(
        Exists(left),
        channel=Channel.CHAT,
        direction=Direction.OUT,
        automatic=False,
        delivery=Delivery.NONE,
        recorded_at__gt=at - HANDED_OVER_WITHIN,
    )
    done: list[Message] = []
    for message in unseen.select_related("ticket__merged_into").order_by("recorded_at")[:AT_ONCE]:
        chat = ChannelSession.objects.get(channel=Channel.CHAT, external_id=message.session)
        if address := address_for_chat(chat, message.ticket.merged_into or message.ticket):
            rows = Message.objects.filter(pk=message.pk, delivery=Delivery.NONE)
            done += [message] * rows.update(delivery=Delivery.WAITING, recipient=address, next_attempt_at=at)
            _ask_by_mail(chat, message, at)
    return len(done)


def _ask_by_mail(chat: ChannelSession, message: Message, at: datetime) -> None:
    """What said that it is solved asks whether it is, by mail now."""
    question = question_in(chat, chat.home) if chat.home else None
    if question and question.message == message and not question.answer:
        by_chat.asked(message, at=at, channel=Channel.EMAIL)
