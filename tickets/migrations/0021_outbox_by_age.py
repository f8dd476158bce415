from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0020_mails_in_copy"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("delivery", "waiting"), ("delivery", "sending"), _connector="OR"),
                fields=["recorded_at"],
                name="outbox_by_age",
            ),
        ),
    ]
