# How mail comes to a mailbox and leaves from it; what a stored webhook is read as.

import django.db.models.deletion
from django.db import migrations, models

import tickets.models.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mailbox",
                        serialize=False,
                        to="tickets.channelaccount",
                        verbose_name="channel account",
                    ),
                ),
                (
                    "sign_in",
                    models.CharField(
                        choices=[("password", "Password or app password"), ("oauth", "OAuth")],
                        default="password",
                        max_length=8,
                        verbose_name="sign in with",
                    ),
                ),
                ("oauth_token_url", models.URLField(blank=True, max_length=300, verbose_name="token address")),
                ("oauth_client_id", models.CharField(blank=True, max_length=300, verbose_name="client id")),
                ("oauth_client_secret", tickets.models.sealed.SealedField(blank=True, verbose_name="client secret")),
                ("oauth_refresh_token", tickets.models.sealed.SealedField(blank=True, verbose_name="refresh token")),
                ("oauth_access_token", tickets.models.sealed.SealedField(blank=True, verbose_name="access token")),
                (
                    "oauth_expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="access token expires at"),
                ),
                ("polling", models.BooleanField(default=False, verbose_name="fetch mail")),
                ("imap_host", models.CharField(blank=True, max_length=253, verbose_name="IMAP server")),
                ("imap_port", models.PositiveIntegerField(default=993, verbose_name="port")),
                (
                    "imap_security",
                    models.CharField(
                        choices=[
                            ("tls", "TLS"),
                            ("starttls", "STARTTLS"),
                            ("none", "None: only within one's own network"),
                        ],
                        default="tls",
                        max_length=8,
                        verbose_name="security",
                    ),
                ),
                ("imap_user", models.CharField(blank=True, max_length=320, verbose_name="user name")),
                ("imap_password", tickets.models.sealed.SealedField(blank=True, verbose_name="password")),
                ("imap_folder", models.CharField(default="INBOX", max_length=200, verbose_name="folder")),
                (
                    "after_storing",
                    models.CharField(
                        choices=[
                            ("leave", "Leave it untouched"),
                            ("seen", "Mark it as read"),
                            ("move", "Move it to a folder"),
                        ],
                        default="leave",
                        max_length=5,
                        verbose_name="after storing",
                    ),
                ),
                ("move_to", models.CharField(blank=True, max_length=200, verbose_name="folder to move to")),
                ("since", models.DateTimeField(blank=True, null=True, verbose_name="only what arrived after")),
                ("uid_validity", models.PositiveBigIntegerField(null=True, verbose_name="UIDVALIDITY")),
                ("last_uid", models.PositiveBigIntegerField(default=0, verbose_name="last UID")),
                ("polled_at", models.DateTimeField(null=True, verbose_name="last polled, or switched on, at")),
                ("next_poll_at", models.DateTimeField(null=True, verbose_name="next poll at")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures in a row")),
                ("error", models.TextField(blank=True, verbose_name="last error")),
                ("polls", models.PositiveBigIntegerField(default=0, verbose_name="claims")),
                ("lease_until", models.DateTimeField(null=True, verbose_name="claimed until")),
                ("sender_name", models.CharField(blank=True, max_length=120, verbose_name="sender's name")),
                ("signature", models.TextField(blank=True, verbose_name="signature")),
                ("smtp_host", models.CharField(blank=True, max_length=253, verbose_name="SMTP server")),
                ("smtp_port", models.PositiveIntegerField(default=587, verbose_name="port")),
                (
                    "smtp_security",
                    models.CharField(
                        choices=[
                            ("tls", "TLS"),
                            ("starttls", "STARTTLS"),
                            ("none", "None: only within one's own network"),
                        ],
                        default="starttls",
                        max_length=8,
                        verbose_name="security",
                    ),
                ),
                ("smtp_user", models.CharField(blank=True, max_length=320, verbose_name="user name")),
                ("smtp_password", tickets.models.sealed.SealedField(blank=True, verbose_name="password")),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("amazon_ses", "Amazon SES"),
                            ("brevo", "Brevo"),
                            ("mailersend", "MailerSend"),
                            ("mailgun", "Mailgun"),
                            ("mailjet", "Mailjet"),
                            ("mailtrap", "Mailtrap"),
                            ("mandrill", "Mandrill"),
                            ("postal", "Postal"),
                            ("postmark", "Postmark"),
                            ("resend", "Resend"),
                            ("sendgrid", "SendGrid"),
                            ("sparkpost", "SparkPost"),
                            ("unisender_go", "Unisender Go"),
                        ],
                        max_length=16,
                        verbose_name="provider",
                    ),
                ),
                (
                    "webhook_key",
                    tickets.models.sealed.SealedField(blank=True, verbose_name="key of the provider's webhooks"),
                ),
            ],
            options={
                "verbose_name": "mailbox",
                "verbose_name_plural": "mailboxes",
            },
        ),
        migrations.AddField(
            model_name="rawinbound",
            name="content_type",
            field=models.CharField(blank=True, max_length=200, verbose_name="content type"),
        ),
        migrations.AddField(
            model_name="rawinbound",
            name="provider",
            field=models.CharField(blank=True, max_length=16, verbose_name="provider"),
        ),
    ]
