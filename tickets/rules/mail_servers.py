"""The servers of well-known mail hosts, by an address's domain, so that nobody has to look them up.

As their own help pages say, 2026. `note` is what somebody who signs in there has to know.
"""

from __future__ import annotations

from dataclasses import dataclass

from tickets.rules.texts import gettext_noop

APP_PASSWORD = gettext_noop("It wants an app password: the usual one is refused.")
SWITCH_ON = gettext_noop("IMAP has to be switched on there first, in the settings of the mailbox.")


@dataclass(frozen=True)
class MailServers:
    """Where a host's mail is had and sent. Ports 993 and 465 speak TLS, 587 STARTTLS."""

    name: str
    imap: str
    smtp: str
    smtp_port: int = 587
    note: str = ""
    token_url: str = ""
    spf: str = ""
    only_by_token: bool = False

    def as_fields(self) -> dict[str, str]:
        """What goes into a mailbox's form."""
        smtp_security = "tls" if self.smtp_port == 465 else "starttls"
        fields = {"imap_host": self.imap, "imap_port": "993", "imap_security": "tls", "smtp_host": self.smtp}
        fields |= {"smtp_port": str(self.smtp_port), "smtp_security": smtp_security}
        fields |= {"oauth_token_url": self.token_url} if self.token_url else {}
        return fields | ({"sign_in": "oauth"} if self.only_by_token else {})


GOOGLE = MailServers(
    "Gmail",
    "imap.gmail.com",
    "smtp.gmail.com",
    note=APP_PASSWORD,
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106  an address
    spf="_spf.google.com",
)
MICROSOFT = MailServers(
    "Outlook",
    "outlook.office365.com",
    "smtp.office365.com",
    note=gettext_noop("It takes no password any more: sign in by OAuth."),
    token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106  an address
    spf="spf.protection.outlook.com",
    only_by_token=True,
)
YAHOO = MailServers("Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, APP_PASSWORD)
ICLOUD = MailServers("iCloud", "imap.mail.me.com", "smtp.mail.me.com", note=APP_PASSWORD, spf="icloud.com")
FASTMAIL = MailServers(
    "Fastmail", "imap.fastmail.com", "smtp.fastmail.com", 465, APP_PASSWORD, spf="spf.messagingengine.com"
)
GMX_DE = MailServers("GMX", "imap.gmx.net", "mail.gmx.net", note=SWITCH_ON)
GMX_COM = MailServers("GMX", "imap.gmx.com", "mail.gmx.com", note=SWITCH_ON)
WEB_DE = MailServers("WEB.DE", "imap.web.de", "smtp.web.de", note=SWITCH_ON)
ZOHO = MailServers("Zoho", "imap.zoho.com", "smtp.zoho.com", 465, APP_PASSWORD, spf="zohomail.com")
MAILBOX_ORG = MailServers("mailbox.org", "imap.mailbox.org", "smtp.mailbox.org", spf="mailbox.org")
POSTEO = MailServers("Posteo", "posteo.de", "posteo.de")
T_ONLINE = MailServers("T-Online", "secureimap.t-online.de", "securesmtp.t-online.de", 465)
AOL = MailServers("AOL", "imap.aol.com", "smtp.aol.com", 465, APP_PASSWORD)

DOMAINS: dict[str, MailServers] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), GOOGLE),
    **dict.fromkeys(("outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.com", "msn.com"), MICROSOFT),
    **dict.fromkeys(("yahoo.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "ymail.com", "rocketmail.com"), YAHOO),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), ICLOUD),
    **dict.fromkeys(("fastmail.com", "fastmail.fm"), FASTMAIL),
    **dict.fromkeys(("gmx.de", "gmx.net", "gmx.at", "gmx.ch"), GMX_DE),
    **dict.fromkeys(("gmx.com", "gmx.us", "gmx.co.uk"), GMX_COM),
    **dict.fromkeys(("aol.com", "aol.de"), AOL),
    "web.de": WEB_DE,
    "zoho.com": ZOHO,
    "mailbox.org": MAILBOX_ORG,
    "posteo.de": POSTEO,
    "t-online.de": T_ONLINE,
}
HOSTS: dict[str, MailServers] = {servers.smtp: servers for servers in DOMAINS.values()}


def spf_of(smtp_host: str) -> str:
    """What a domain's SPF record has to name, so that this server may send for it."""
    known = HOSTS.get(smtp_host.lower())
    if known and known.spf:
        return f"include:{known.spf}"
    return f"a:{smtp_host.lower()}" if smtp_host else "mx"
