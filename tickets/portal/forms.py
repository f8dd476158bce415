"""What a customer can send from the page."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.files import MOST_BYTES, MOST_FILES

MAX_TEXT = 20_000
ONCE = re.compile(r"^[\w-]{10,64}$")


class SeveralFiles(forms.ClearableFileInput):
    """A field for more than one file."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, up to a limit together."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        """The files as a list. Errors: ValidationError."""
        files = [super(Files, self).clean(file, initial) for file in data or ()]
        if len(files) > MOST_FILES or sum(file.size for file in files) > MOST_BYTES:
            raise forms.ValidationError(_("At most 10 files, 25 MB together."))
        return files


class Words(forms.Form):
    """The box below the conversation. `once` is made with the page, so that one click counts once."""

    name = "words"
    text = forms.CharField(max_length=MAX_TEXT, error_messages={"required": _("Write something before you send it.")})
    attachments = Files(required=False)
    once = forms.RegexField(ONCE, required=False)


class Yes(forms.Form):
    """“This solved it”."""

    name = "yes"


class No(forms.Form):
    """“Not solved”, and what is still wrong if they want to say it."""

    name = "no"
    text = forms.CharField(max_length=MAX_TEXT, required=False)


class Score(forms.Form):
    """One score of five, and a comment."""

    name = "score"
    score = forms.IntegerField(min_value=1, max_value=5)
    comment = forms.CharField(max_length=5000, required=False)


class NotMe(forms.Form):
    """“It was not me who wrote”."""

    name = "not_me"


class Fact(forms.Form):
    """What we understood, put right."""

    name = "fact"
    key = forms.CharField(max_length=80)
    value = forms.CharField(max_length=1000)


class NewLink(forms.Form):
    """Which request, and the address that we know."""

    name = "new_link"
    reference = forms.CharField(max_length=16)
    address = forms.CharField(max_length=320)
