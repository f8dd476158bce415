"""What arrived from outside, before and beside what it became."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.lease import Leased, free
from tickets.models.message import Message
from tickets.models.ticket import SEES_ALL, Ticket

# A page in the background is let run once a minute by its browser: two missed looks mean that they have left.
GONE_AFTER = timedelta(minutes=2)


class InboundState(models.TextChoices):
    """What became of a raw arrival."""

    WAITING = "waiting", _("Waiting to be read")
    DONE = "done", _("Read")
    UNREADABLE = "unreadable", _("Unreadable")


class RawInboundQuerySet(models.QuerySet["RawInbound"]):
    """Questions about what has arrived."""

    def to_read(self, at: datetime) -> "RawInboundQuerySet":
        """Arrivals that nobody is reading."""
        return self.filter(free(at), state=InboundState.WAITING).order_by("id")

    def visible_to(self, user: Any) -> "RawInboundQuerySet":
        """Who sees all tickets sees all arrivals; others what came to their teams' accounts or to accounts of no team,
        and became nothing that is not theirs.
        """
        if user.is_superuser or user.role in SEES_ALL:
            return self
        theirs = Q(message=None) | Q(message__ticket__in=Ticket.objects.visible_to(user))
        return self._came_to(user).filter(theirs)

    def unreadable_for(self, user: Any) -> "RawInboundQuerySet":
        """What waits for this person: it became no message, so that nothing but its account says who sees it."""
        waiting = self.filter(state="unreadable")  # as the index says it
        return waiting if user.is_superuser or user.role in SEES_ALL else waiting._came_to(user)

    def _came_to(self, user: Any) -> "RawInboundQuerySet":
        return self.filter(Q(account__team=None) | Q(account__team__in=user.team_ids))


class RawInbound(Leased):
    """Mail bytes or a webhook's body, stored before anybody tries to read it.

    `source_key` makes it one copy per source (mailbox and content hash, provider and event id), never a Message-ID
    alone: the sender chooses that. `provider` and `content_type` say how a webhook's body is read; a raw mail has none.
    `longer` and `html` say what can be shown of a mail beside the message that it became. Of a mail that nobody could read,
    `sender` and `subject` are as its head has them; `is_head`: more than the head was too large to be stored, so that
    reading it again would make an empty message of it.
    """

    account = models.ForeignKey("tickets.ChannelAccount", models.PROTECT, verbose_name=_("channel account"))
    source_key = models.CharField(_("key in the source"), max_length=200, unique=True)
    provider = models.CharField(_("provider"), max_length=16, blank=True)
    content_type = models.CharField(_("content type"), max_length=200, blank=True)
    body = models.BinaryField(_("as it came"))
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=12, choices=InboundState.choices, default=InboundState.WAITING)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message = models.ForeignKey(Message, models.PROTECT, null=True, verbose_name=_("message"))
    longer = models.BooleanField(_("says more than its message"), default=False)
    html = models.BooleanField(_("has HTML"), default=False)
    sender = models.CharField(_("from"), max_length=320, blank=True, default="")
    subject = models.CharField(_("subject"), max_length=300, blank=True, default="")
    is_head = models.BooleanField(_("only its head is stored"), default=False)

    objects = RawInboundQuerySet.as_manager()

    class Meta:
        verbose_name = _("unreadable mail")
        verbose_name_plural = _("unreadable mails")
        constraints = [
            one_of("rawinbound", "state", InboundState.values),
        ]
        indexes = [
            models.Index(fields=["id"], name="arrivals_to_read", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="navigation_unreadable", condition=Q(state="unreadable")),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.received_at:%Y-%m-%d %H:%M}"


class IdempotencyKey(models.Model):
    """The answer that was given to a request, so that a repeat gets the same. Kept for seven days.

    `owner` is the API key's prefix, or the body's hash for anonymous callers: nobody can read another's answer.
    """

    owner = models.CharField(_("owner"), max_length=64)
    key = models.CharField(_("key"), max_length=200)
    body_hash = models.CharField(_("body's fingerprint"), max_length=64)
    answer = models.JSONField(_("answer"), null=True)
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_keys_to_forget")]

    def __str__(self) -> str:
        return self.key


class ChannelSession(models.Model):
    """A live chat or a call: what belongs together while it lasts. `key_hash` opens an anonymous chat again.

    Of a chat: `opener` is the fingerprint of what opens it once more while it lasts, a browser's own key or a name that a
    site vouches for; `subject` is whom a site's signed token named ("" for anybody) and `vouched` the {name, email} it vouched for;
    `reach` is the address that was typed in. `seen_at` is when the visitor was last seen looking, to some seconds, and
    `shown` the last line that they have.
    """

    channel = models.CharField(_("channel"), max_length=12, choices=words.CHANNEL)
    external_id = models.CharField(_("id in the channel"), max_length=200)
    key_hash = models.CharField(_("key's fingerprint"), max_length=64, blank=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="sessions", verbose_name=_("ticket"))
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("agent"))
    opened_at = models.DateTimeField(_("opened at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    account = models.ForeignKey("tickets.ChannelAccount", models.PROTECT, null=True, verbose_name=_("channel account"))
    opener = models.CharField(_("opener's fingerprint"), max_length=64, blank=True, default="")
    subject = models.CharField(_("vouched for as"), max_length=200, blank=True, default="")
    vouched = models.JSONField(_("vouched for"), default=dict)
    reach = models.CharField(_("where to reach them"), max_length=320, blank=True, default="")
    seen_at = models.DateTimeField(_("last seen"), null=True)
    shown = models.BigIntegerField(_("last line shown"), default=0)

    class Meta:
        verbose_name = _("chat or call")
        verbose_name_plural = _("chats and calls")
        constraints = [
            one_of("channelsession", "channel", words.CHANNEL),
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_row_per_session"),
            models.UniqueConstraint(
                fields=["account", "opener"],
                condition=Q(ended_at=None) & ~Q(opener=""),
                name="one_open_chat_per_browser",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                name="calls_that_ring",
                condition=Q(channel="phone", answered_at=None, ended_at=None),
            ),
            models.Index(fields=["account", "subject"], name="chats_of_a_visitor", condition=~Q(subject="")),
            models.Index(fields=["opened_at"], name="chats_to_forget", condition=Q(channel="chat", ticket=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.external_id}"

    @property
    def home(self) -> Ticket | None:
        """The ticket in which its story goes on."""
        return self.ticket and (self.ticket.merged_into or self.ticket)

    def is_here(self, at: datetime) -> bool:
        """Whether a chat's visitor still has it open."""
        return self.ended_at is None and self.seen_at is not None and at - self.seen_at < GONE_AFTER
