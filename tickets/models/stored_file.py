"""A file that lies under a random name, whatever it is called."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SHOWN_UP_TO = 5_000_000  # bytes of a picture
ENDINGS = {
    **dict.fromkeys(["pdf"], "pdf"),
    **dict.fromkeys(["txt", "log", "md", "doc", "docx", "odt", "rtf"], "text"),
    **dict.fromkeys(["csv", "xls", "xlsx", "ods"], "table"),
    **dict.fromkeys(["zip", "gz", "tgz", "7z", "rar", "tar"], "archive"),
}


class StoredFile(models.Model):
    """A file of a message or of a draft.

    `content_type` is what the sender claimed; `picture` is what its first bytes say, empty unless a browser may show it.
    """

    file = models.FileField(_("file"), upload_to="%Y/%m")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    picture = models.CharField(_("picture's type"), max_length=16, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_shown(self) -> bool:
        """Whether pages show it in place: a picture of a bearable size. Everything else is listed."""
        return bool(self.picture) and self.size <= SHOWN_UP_TO

    @property
    def is_a(self) -> str:
        """What it seems to be, for an icon: picture, pdf, text, table, archive, sound, film or file."""
        kind, ending = self.content_type.partition("/")[0], self.name.rpartition(".")[2].lower()
        if self.picture or kind == "image":
            return "picture"
        return ENDINGS.get(ending) or {"text": "text", "audio": "sound", "video": "film"}.get(kind, "file")
