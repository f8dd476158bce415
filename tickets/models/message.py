"""Words: what was said, on which channel, by whom, and whether it arrived."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.customer import Customer
from tickets.models.lease import Leased
from tickets.models.markdown import as_html, as_text
from tickets.models.operations import ChannelAccount
from tickets.models.side import SideConversation
from tickets.models.stored_file import StoredFile
from tickets.models.ticket import Ticket
from tickets.rules.lifecycle import Channel


class Direction(models.TextChoices):
    """Who speaks to whom."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")
    INTERNAL = "internal", _("Only we see it")


class Format(models.TextChoices):
    """How the text of a message of ours is written."""

    PLAIN = "plain", _("Plain")
    MARKDOWN = "markdown", _("Markdown")


class Delivery(models.TextChoices):
    """What became of a message of ours. `none` leaves the desk by other means: spoken, imported, already in the chat."""

    NONE = "none", _("Nothing to send")
    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about a ticket's words and the outbox."""

    def of(self, ticket: Ticket | int) -> "MessageQuerySet":
        """All words of a ticket, those of tickets merged into it included, oldest first."""
        return self.filter(ticket__in=Ticket.objects.of_one_story(ticket).values("pk")).order_by("occurred_at", "id")

    def mails(self) -> "MessageQuerySet":
        """What came or went as a mail: also an answer in a chat that was mailed to who had left it."""
        handed_over = Q(channel=Channel.CHAT, direction=Direction.OUT) & ~Q(recipient="")
        return self.filter(Q(channel=Channel.EMAIL) | handed_over)

    def to_send(self, at: datetime) -> "MessageQuerySet":
        """Messages whose turn has come: waiting, or left behind by a sender that died. People's words come before those
        of machines: a flood of mail is acknowledged after the answer to it."""
        return self.filter(
            Q(delivery=Delivery.WAITING, next_attempt_at__lte=at) | Q(delivery=Delivery.SENDING, lease_until__lte=at)
        ).order_by("automatic", "next_attempt_at", "id")

    def undelivered(self) -> "MessageQuerySet":
        """Words of our people that did not arrive, and that nobody has sent again."""
        lost = self.filter(Q(delivery="failed") | Q(delivery="bounced"), automatic=False)  # as the index says it
        return lost.exclude(direction=Direction.INTERNAL)

    def oldest_unsent(self) -> datetime | None:
        """Since when the oldest unsent message waits; None when the outbox is empty."""
        waiting = self.filter(Q(delivery="waiting") | Q(delivery="sending"))  # as the index says it
        return waiting.order_by("recorded_at").values_list("recorded_at", flat=True).first()


class Message(Leased):
    """One message, call, voicemail or internal note of a ticket's history.

    `automatic` is set when it is written: a machine's words are never an answer (definitions 1.3). `sender` keeps who
    wrote as it was given ({name, email, phone, handle}); `proven` says whether a token or a signature vouches for it.
    `mail_id` is the Message-ID that a mail's sender chose, without brackets: answers refer to it. `copied` are the other
    addresses that a mail of theirs was sent to, `cc` those in copy of it, or of ours; `bcc` get a mail
    of ours and stand nowhere in it; `not_reached` are those of both whose copy came back. `quoted_above` and `quoted_below` are what an answer by mail
    quotes of ours around its new words, with its signature: pages fold it, search reads it with the text.
    `sent_from` is the mailbox that somebody chose for a mail of ours; without it, the one that they wrote to.
    `side` is the conversation with a third party that it belongs to: such a mail is internal, though it left or came.
    `for_customer` are the words of a call or a visit that its customer may read; all else that was noted of it is for us.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages", verbose_name=_("ticket"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=words.CHANNEL)
    automatic = models.BooleanField(_("written by a machine"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("author"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="messages", verbose_name=_("customer")
    )
    sender = models.JSONField(_("sender as given"), default=dict)
    proven = models.BooleanField(_("sender proven"), default=False)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    format = models.CharField(_("written as"), max_length=8, choices=Format.choices, default=Format.PLAIN)
    quoted_above = models.TextField(_("quoted above"), blank=True, default="")
    quoted_below = models.TextField(_("quoted below"), blank=True, default="")
    for_customer = models.TextField(_("what the customer may read"), blank=True, default="")
    session = models.CharField(_("chat or call"), max_length=200, blank=True)
    external_id = models.CharField(_("id in the channel"), max_length=250, null=True)
    in_reply_to = models.CharField(_("in reply to"), max_length=250, blank=True)
    mail_id = models.CharField(_("Message-ID of the other side"), max_length=250, blank=True)
    copied = models.JSONField(_("also sent to"), default=list, blank=True)
    cc = models.JSONField(_("in copy"), default=list, blank=True)
    bcc = models.JSONField(_("in copy unseen"), default=list, blank=True)
    not_reached = models.JSONField(_("copies that came back"), default=list, blank=True)
    occurred_at = models.DateTimeField(_("occurred at"))
    recorded_at = models.DateTimeField(_("recorded at"))

    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery.choices, default=Delivery.NONE)
    recipient = models.CharField(_("to"), max_length=320, blank=True)
    sent_from = models.ForeignKey(
        ChannelAccount, models.PROTECT, null=True, related_name="+", verbose_name=_("mailbox that it leaves by")
    )
    side = models.ForeignKey(
        SideConversation, models.PROTECT, null=True, related_name="messages", verbose_name=_("side conversation")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    error = models.TextField(_("error"), blank=True)
    cause = models.CharField(_("sent because of"), max_length=64, null=True, unique=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["occurred_at", "id"]
        constraints = [
            one_of("message", "direction", Direction.values),
            one_of("message", "channel", words.CHANNEL),
            one_of("message", "delivery", Delivery.values),
            one_of("message", "format", Format.values),
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
                name="one_copy_of_a_message",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "occurred_at", "id"], name="history_of_a_ticket"),
            models.Index(fields=["next_attempt_at"], name="outbox_waiting", condition=Q(delivery="waiting")),
            models.Index(fields=["lease_until"], name="outbox_left_behind", condition=Q(delivery="sending")),
            models.Index(
                fields=["recorded_at"],
                name="outbox_by_age",
                condition=Q(delivery="waiting") | Q(delivery="sending"),
            ),
            models.Index(fields=["session", "id"], name="lines_of_a_chat", condition=~Q(session="")),
            models.Index(
                fields=["recorded_at"],
                name="chat_answers_to_hand_over",
                condition=Q(channel="chat", direction="out", delivery="none"),
            ),
            models.Index(fields=["mail_id"], name="intake_answers_a_mail", condition=~Q(mail_id="")),
            models.Index(
                fields=["ticket"],
                name="list_did_not_arrive",
                condition=Q(Q(delivery="failed") | Q(delivery="bounced"), automatic=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or f"{self.get_channel_display()} {self.occurred_at:%Y-%m-%d %H:%M}"

    @property
    def readable(self) -> str:
        """The text without the marks of its format."""
        return as_text(self.text) if self.format == Format.MARKDOWN else self.text

    @property
    def rich(self) -> str:
        """The text as clean HTML if it is written as Markdown; "" for plain words."""
        return as_html(self.text) if self.format == Format.MARKDOWN else ""

    @property
    def is_mail(self) -> bool:
        """As `MessageQuerySet.mails`."""
        handed_over = self.channel == Channel.CHAT and self.direction == Direction.OUT and bool(self.recipient)
        return self.channel == Channel.EMAIL or handed_over


class Attachment(StoredFile):
    """A file that came with a message, stored under a random name and served only through a checked view."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", verbose_name=_("message"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]  # as they came; a database promises no order by itself
        indexes = [models.Index(fields=["file"], name="sweep_files_of_nobody")]
