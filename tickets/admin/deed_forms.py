"""What the desk's forms may say: every field that is taken is named here, anything else that is posted changes nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from tickets.actions.files import MOST_BYTES, MOST_FILES
from tickets.admin.saved_views import tickets
from tickets.models import Team, User, words
from tickets.models.people import Role

LONGEST_TEXT = 100_000


class DeedForm(forms.Form):
    """What one verb takes. `by` is who asks: they reach only tickets that they may see."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def trouble(self) -> str:
        """What is wrong with it, in a sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class SeveralFiles(forms.FileField):
    """Any number of files, up to a limit together."""

    widget = type("Several", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files; an empty list without any."""
        files = [super(SeveralFiles, self).clean(file, initial) for file in data or [] if file]
        total = sum(file.size for file in files)
        if len(files) > MOST_FILES or total > MOST_BYTES:
            raise forms.ValidationError(
                _("At most %(most)d files and %(bytes)s together; these are %(n)d and %(total)s. Choose them again.")
                % {"most": MOST_FILES, "bytes": "25 MB", "n": len(files), "total": filesizeformat(total)}
            )
        return files


class TextForm(DeedForm):
    """Words."""

    text = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": _("Write something first.")})


class ReplyForm(TextForm):
    """An answer: where it goes, what it promises, which promises it keeps, and what comes then."""

    channel = forms.ChoiceField(choices=words.CHANNEL, required=False)
    recipient = forms.EmailField(required=False)
    promise_text = forms.CharField(max_length=500, required=False)
    promise_due = forms.DateTimeField(
        required=False, error_messages={"invalid": _("Give the promise a day and a time.")}
    )
    keeps = forms.TypedMultipleChoiceField(coerce=int, required=False)
    then = forms.ChoiceField(choices=[("wait", "wait"), ("resolve", "resolve")], required=False)
    attached = SeveralFiles(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The action knows which promises are the ticket's; here only the shape is looked at.
        self.fields["keeps"].choices = [(value, value) for value in self.data.getlist("keeps") if value.isdigit()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A due time alone promises nothing."""
        data = super().clean() or {}
        if data.get("promise_due") and not data.get("promise_text"):
            self.add_error("promise_text", _("Say what is promised, or leave the date empty."))
        return data


class AssignForm(DeedForm):
    """A person and a team; "" leaves them as they are, "nobody" takes them away."""

    owner = forms.CharField(required=False, max_length=20)
    team = forms.CharField(required=False, max_length=20)

    def clean_owner(self) -> User | str | None:
        """A person who works on tickets."""
        return self._one(User.objects.filter(is_active=True).filter(~Q(role=Role.READ_ONLY)), "owner")

    def clean_team(self) -> Team | str | None:
        """A team."""
        return self._one(Team.objects.all(), "team")

    def _one(self, rows: Any, name: str) -> Any:
        value = self.cleaned_data[name]
        if value in ("", "nobody"):
            return None if value else ""
        found = rows.filter(pk=int(value)).first() if value.isascii() and value.isdigit() else None
        if found is None:
            raise forms.ValidationError(_("Choose from the list."))
        return found


class StatusForm(DeedForm):
    """Open, pending or on hold."""

    to = forms.ChoiceField(choices=[("open", _("Open")), ("pending", _("Pending")), ("on_hold", _("On hold"))])


class PriorityForm(DeedForm):
    """How much it presses."""

    to = forms.ChoiceField(choices=words.PRIORITY)


class UntilForm(DeedForm):
    """A moment."""

    until = forms.DateTimeField(error_messages={"required": _("Say until when."), "invalid": _("Say until when.")})


class ResolveForm(DeedForm):
    """Words for the customer, or whether they were told some other way."""

    text = forms.CharField(max_length=LONGEST_TEXT, required=False)
    delivered = forms.BooleanField(required=False)


class DisputeForm(DeedForm):
    """What the customer said."""

    text = forms.CharField(max_length=LONGEST_TEXT, required=False)


class OtherTicketForm(DeedForm):
    """Another ticket by its number, and how it belongs here."""

    number = forms.CharField(max_length=20, error_messages={"required": _("Give the other ticket's number.")})
    relation = forms.ChoiceField(choices=[("related", _("Related")), ("same_issue", _("Same issue"))], required=False)

    def clean_number(self) -> Any:
        """A ticket that this person may see; any other number is not known."""
        number = self.cleaned_data["number"].strip().removeprefix("#")
        known = number.isascii() and number.isdigit() and len(number) < 18
        found = tickets(self.by).filter(pk=int(number)).first() if known else None
        if found is None:
            raise forms.ValidationError(_("There is no ticket #%(number)s.") % {"number": number})
        return found


class SplitForm(DeedForm):
    """Which messages go on elsewhere."""

    messages = forms.IntegerField(error_messages={"required": _("Choose a message.")})


class AskForm(DeedForm):
    """The names of facts, with commas between, and whether the known value was shown."""

    facts = forms.CharField(max_length=500, error_messages={"required": _("Say what was asked for.")})
    verify = forms.BooleanField(required=False)

    def clean_facts(self) -> list[str]:
        """One name for each fact."""
        return [name.strip() for name in self.cleaned_data["facts"].split(",") if name.strip()]


class FactForm(DeedForm):
    """A fact as "key: value", and the message it came from."""

    fact = forms.CharField(max_length=1100, error_messages={"required": _("Write it as “device: Pixel 7”.")})
    from_message = forms.IntegerField(required=False)

    def clean_fact(self) -> dict[str, str]:
        """The name and the value."""
        key, colon, value = self.cleaned_data["fact"].partition(":")
        if not (colon and key.strip() and value.strip()):
            raise forms.ValidationError(_("Write it as “device: Pixel 7”."))
        return {key.strip(): value.strip()}


class PromiseForm(DeedForm):
    """A promise made outside of a message."""

    promise_text = forms.CharField(max_length=500, error_messages={"required": _("Say what is promised.")})
    promise_due = forms.DateTimeField(required=False)


class OnePromiseForm(DeedForm):
    """Which promise."""

    promise = forms.IntegerField()


class SupersedeForm(OnePromiseForm):
    """Which promise, and what takes its place."""

    promise_text = forms.CharField(max_length=500, required=False)
    promise_due = forms.DateTimeField(required=False)


class MessageForm(DeedForm):
    """Which message."""

    message = forms.IntegerField()


class SendAgainForm(MessageForm):
    """To which address, if not to the same."""

    recipient = forms.EmailField(required=False, error_messages={"invalid": _("This is no address.")})


class NotThanksForm(MessageForm):
    """What it asks for besides."""

    reason = forms.CharField(max_length=2000, error_messages={"required": _("Say what they still need.")})
