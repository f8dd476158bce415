"""The usual names of facts, so that whoever sets the desk up sees and changes what holds."""

from django.db import migrations

from tickets.rules.drafts.fact_names import USUAL


def write_down(apps, _editor):
    fact_name = apps.get_model("tickets", "FactName")
    fact_name.objects.bulk_create(fact_name(key=key, words="\n".join(words)) for key, words in USUAL.items())


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0040_caught"),
    ]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
