from django.db import migrations, models

from tickets.rules.identity import email

TOO_LARGE = "The mail is larger than 25 MB. These are its headers;"


def know_heads(apps, schema_editor):
    """Mails of which only the head was stored could so far be told by the reason alone."""
    apps.get_model("tickets", "RawInbound").objects.filter(error__startswith=TOO_LARGE).update(is_head=True)


def spell_domains_once(apps, schema_editor):
    """Addresses whose domain was noted as the DNS has it, in the letters in which they are compared now.

    Where somebody has the other spelling already, the row stays: whether the two are one person is for a person to say.
    """
    identities = apps.get_model("tickets", "Identity").objects
    for pk, value in identities.filter(kind="email", value__contains="xn--").values_list("pk", "value"):
        spelt = email(value)
        if spelt and spelt != value and not identities.filter(kind="email", value=spelt).exists():
            identities.filter(pk=pk).update(value=spelt)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_settings_in_plain_words")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="machines_open_tickets",
            field=models.BooleanField(default=False, verbose_name="machines open tickets"),
        ),
        migrations.AddField(
            model_name="message",
            name="quoted_above",
            field=models.TextField(blank=True, default="", verbose_name="quoted above"),
        ),
        migrations.AddField(
            model_name="message",
            name="quoted_below",
            field=models.TextField(blank=True, default="", verbose_name="quoted below"),
        ),
        migrations.AddField(
            model_name="rawinbound",
            name="is_head",
            field=models.BooleanField(default=False, verbose_name="only its head is stored"),
        ),
        migrations.AddField(
            model_name="rawinbound",
            name="sender",
            field=models.CharField(blank=True, default="", max_length=320, verbose_name="from"),
        ),
        migrations.AddField(
            model_name="rawinbound",
            name="subject",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="subject"),
        ),
        migrations.AddIndex(
            model_name="rawinbound",
            index=models.Index(
                condition=models.Q(("state", "unreadable")), fields=["id"], name="navigation_unreadable"
            ),
        ),
        migrations.RunPython(know_heads, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(spell_domains_once, migrations.RunPython.noop, elidable=True),
    ]
