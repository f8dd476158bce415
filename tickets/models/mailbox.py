"""How mail comes to a mailbox of the desk and leaves from it. Passwords and tokens are sealed and never shown."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.lease import Leased, free
from tickets.models.operations import ChannelAccount
from tickets.models.sealed import SealedField


class Security(models.TextChoices):
    """How a connection is protected. A certificate is always checked."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None: only within one's own network")


class SignIn(models.TextChoices):
    """What a mail server is shown."""

    PASSWORD = "password", _("Password or app password")
    OAUTH = "oauth", _("OAuth")


class AfterStoring(models.TextChoices):
    """What becomes of a mail on its server, once it is stored here."""

    LEAVE = "leave", _("Leave it untouched")
    SEEN = "seen", _("Mark it as read")
    MOVE = "move", _("Move it to a folder")


class Provider(models.TextChoices):
    """Whose webhooks hand in mail and tell what became of ours."""

    NONE = "", _("None")
    AMAZON_SES = "amazon_ses", "Amazon SES"
    BREVO = "brevo", "Brevo"
    MAILERSEND = "mailersend", "MailerSend"
    MAILGUN = "mailgun", "Mailgun"
    MAILJET = "mailjet", "Mailjet"
    MAILTRAP = "mailtrap", "Mailtrap"
    MANDRILL = "mandrill", "Mandrill"
    POSTAL = "postal", "Postal"
    POSTMARK = "postmark", "Postmark"
    RESEND = "resend", "Resend"
    SENDGRID = "sendgrid", "SendGrid"
    SPARKPOST = "sparkpost", "SparkPost"
    UNISENDER_GO = "unisender_go", "Unisender Go"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Questions about the mailboxes that are polled."""

    def polled(self) -> "MailboxQuerySet":
        """Those that are to be polled at all."""
        return self.filter(polling=True, account__active=True).exclude(imap_host="")

    def to_poll(self, at: datetime) -> "MailboxQuerySet":
        """Those whose time has come and that nobody is polling, the longest waiting first."""
        due = Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=at)
        return self.polled().filter(due, free(at)).order_by(models.F("next_poll_at").asc(nulls_first=True), "pk")

    def longest_unpolled(self) -> datetime | None:
        """When the one that has waited longest was polled, or switched on."""
        oldest: datetime | None = self.polled().aggregate(oldest=models.Min("polled_at"))["oldest"]
        return oldest


class Mailbox(Leased):
    """What belongs to an account of the channel email: where its mail is fetched, and by which server it sends.

    Without an SMTP host it sends by the desk's own (`EMAIL_URL`). `uid_validity` and `last_uid` say how far a folder has
    been read; another UIDVALIDITY begins it again. `polled_at` also begins with switching on: the age that is watched.
    `trusted_receiver` is the name (authserv-id) under which the server that receives its mail
    notes whether a sender is who they say (DMARC); empty: no notes are believed.
    """

    claims = "polls"

    account = models.OneToOneField(
        ChannelAccount, models.CASCADE, primary_key=True, related_name="mailbox", verbose_name=_("channel account")
    )

    sign_in = models.CharField(_("sign in with"), max_length=8, choices=SignIn.choices, default=SignIn.PASSWORD)
    oauth_token_url = models.URLField(_("token address"), max_length=300, blank=True)
    oauth_client_id = models.CharField(_("client id"), max_length=300, blank=True)
    oauth_client_secret = SealedField(_("client secret"), blank=True)
    oauth_refresh_token = SealedField(_("refresh token"), blank=True)
    oauth_access_token = SealedField(_("access token"), blank=True)
    oauth_expires_at = models.DateTimeField(_("access token expires at"), null=True, blank=True)
    oauth_asked_until = models.DateTimeField(_("somebody asks for a token until"), null=True)
    oauth_asks = models.PositiveBigIntegerField(_("questions for a token"), default=0)

    polling = models.BooleanField(_("fetch mail"), default=False)
    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("port"), default=993)
    imap_security = models.CharField(_("security"), max_length=8, choices=Security.choices, default=Security.TLS)
    imap_user = models.CharField(_("user name"), max_length=320, blank=True)
    imap_password = SealedField(_("password"), blank=True)
    imap_folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    after_storing = models.CharField(
        _("after storing"), max_length=5, choices=AfterStoring.choices, default=AfterStoring.LEAVE
    )
    move_to = models.CharField(_("folder to move to"), max_length=200, blank=True)

    since = models.DateTimeField(_("only what arrived after"), null=True, blank=True)

    # A fax gateway, a scanner, a monitoring system: their mails count as contacts that wait on us.
    machines_open_tickets = models.BooleanField(_("machines open tickets"), default=False)

    uid_validity = models.PositiveBigIntegerField(_("UIDVALIDITY"), null=True)
    last_uid = models.PositiveBigIntegerField(_("last UID"), default=0)
    polled_at = models.DateTimeField(_("last polled, or switched on, at"), null=True)
    next_poll_at = models.DateTimeField(_("next poll at"), null=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    error = models.TextField(_("last error"), blank=True)
    polls = models.PositiveBigIntegerField(_("claims"), default=0)

    sender_name = models.CharField(_("sender's name"), max_length=120, blank=True)
    signature = models.TextField(_("signature"), blank=True)
    smtp_host = models.CharField(_("SMTP server"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("port"), default=587)
    smtp_security = models.CharField(_("security"), max_length=8, choices=Security.choices, default=Security.STARTTLS)
    smtp_user = models.CharField(_("user name"), max_length=320, blank=True)
    smtp_password = SealedField(_("password"), blank=True)

    trusted_receiver = models.CharField(_("receiving server whose checks we trust"), max_length=253, blank=True)

    provider = models.CharField(_("provider"), max_length=16, choices=Provider.choices, blank=True)
    webhook_key = SealedField(_("key of the provider's webhooks"), blank=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints = [
            one_of("mailbox", "sign_in", SignIn.values),
            one_of("mailbox", "imap_security", Security.values),
            one_of("mailbox", "after_storing", AfterStoring.values),
            one_of("mailbox", "smtp_security", Security.values),
            one_of("mailbox", "provider", Provider.values, or_empty=True),
        ]

    def __str__(self) -> str:
        return str(self.account)
