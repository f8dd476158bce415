"""Where administrators say which fields of its own their desk has."""

from tests.tickets.admin.settings.conftest import post
from tickets.models import CustomField

PLAN = {"on": "customer", "key": "plan", "label": "Plan", "kind": "choice", "choices": "Gold\nSilver"}


def test_a_field_is_added_and_changed_with_a_history(clara):
    assert post(clara, "customfield/add/", **PLAN).status_code == 302
    row = CustomField.objects.get()
    path = f"customfield/{row.pk}/change/"
    assert post(clara, path, label="Contract", choices="Gold", in_use="on").status_code == 302
    assert "from “Plan” to “Contract”" in clara.words(f"customfield/{row.pk}/history/")
    assert post(clara, "customfield/add/", **PLAN).status_code == 400
    assert CustomField.objects.get().key == "plan"
