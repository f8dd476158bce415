"""Whose mail an answer refers to gets a column of its own; it stood behind the mail's fingerprint before."""

from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Left, StrIndex, Substr


def move_out(apps, _schema_editor):
    """`fingerprint message-id` becomes two columns."""
    mails = apps.get_model("tickets", "Message").objects.filter(channel="email", external_id__contains=" ")
    end = StrIndex(F("external_id"), Value(" "))
    mails.update(mail_id=Substr(F("external_id"), end + 1), external_id=Left(F("external_id"), end - 1))


def move_back(apps, _schema_editor):
    """Two columns become one."""
    mails = apps.get_model("tickets", "Message").objects.filter(channel="email", external_id__isnull=False)
    mails.exclude(mail_id="").filter(mail_id__regex=r"^.{1,180}$").update(
        external_id=Concat(F("external_id"), Value(" "), F("mail_id"))
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_widgets")]

    operations = [
        migrations.AddField(
            "mailbox",
            "trusted_receiver",
            models.CharField(blank=True, max_length=253, verbose_name="receiving server whose checks we trust"),
        ),
        migrations.AddField(
            "message",
            "mail_id",
            models.CharField(blank=True, max_length=250, verbose_name="Message-ID of the other side"),
        ),
        migrations.AddField(
            "message", "copied", models.JSONField(blank=True, default=list, verbose_name="also sent to")
        ),
        migrations.RunPython(move_out, move_back, elidable=True),
        migrations.AddIndex(
            "message", models.Index(condition=~Q(mail_id=""), fields=["mail_id"], name="intake_answers_a_mail")
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=Q(Q(delivery="failed") | Q(delivery="bounced"), automatic=False),
                fields=["ticket"],
                name="list_did_not_arrive",
            ),
        ),
    ]
