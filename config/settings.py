"""Everything that can be set: one file, from the environment (and /.env for one's own machine).

docs/settings.md lists each variable; a test compares that list with this file. Production has
no default for what must be chosen: it refuses to start and names the missing variable.
"""

import os
import stat
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import environ
import unfold
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.celery_options import broker_options
from config.logs import logging_options
from config.unfold import UNFOLD  # noqa: F401  (read by Unfold)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

PRODUCTION = env.bool("PRODUCTION", default=False)
LOCAL_KEY = "local-only-and-known-to-everybody-who-can-read-this-repository"
SHORTEST_KEY, MANY_LETTERS = 50, 10  # characters, and different ones among them


def local(default):
    """A default for one's own machine; production must choose."""
    return env.NOTSET if PRODUCTION else default


def secret(name, value):
    """A secret as it was given; production refuses one that is short, or that everybody can read somewhere."""
    if PRODUCTION and (value == LOCAL_KEY or value.startswith("django-insecure-")):
        raise ImproperlyConfigured(f"{name} is a key that everybody can read. Choose a random one.")
    if PRODUCTION and (len(value) < SHORTEST_KEY or len(set(value)) < MANY_LETTERS):
        raise ImproperlyConfigured(f"{name} is too easy to guess. Choose {SHORTEST_KEY} random characters or more.")
    return value


# --- Who and where ---------------------------------------------------------------------------

SECRET_KEY = secret("SECRET_KEY", env.str("SECRET_KEY", default=local(LOCAL_KEY)))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
for former in SECRET_KEY_FALLBACKS:
    secret("SECRET_KEY_FALLBACKS", former)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=local(["localhost", "127.0.0.1", "[::1]"]))
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mails are made from this; a request's Host header is chosen by whoever sends it.
PUBLIC_URL = env.str("PUBLIC_URL", default=local("http://localhost:8000")).rstrip("/")
# How many proxies of our own stand in front and append to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=0)
# Who sends it as a Bearer token reads /metrics and the details of /readyz, as who asks from the machine itself does.
OPERATOR_TOKEN = env.str("OPERATOR_TOKEN", default="")
# What /metrics tells beside the checks: a function of the instant that gives metric families.
GAUGES = "metrics.gauges.families"
# How a mailbox is tried with what is stored of it: a function of the mailbox and the instant that gives whether, and a sentence.
MAILBOX_TRIAL = "tickets.channels.email.connection_test.try_stored"
# What Ctrl+K finds at the desk, in this order: functions of a request and the typed words that give entries (config.palette).
PALETTE = [
    "tickets.admin.palette.sources.found",
    "tickets.admin.palette.sources.organisations",
    "tickets.admin.palette.sources.views",
    "tickets.admin.palette.sources.macros",
    "tickets.admin.palette.sources.pages",
    "metrics.pages.palette.reports",
]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
# Customers' words and files: for the account that the desk runs as, and for no other user of the machine.
os.umask(0o077)
DATA_DIR.mkdir(parents=True, exist_ok=True)
if not DATA_DIR.stat().st_mode & stat.S_ISVTX:  # a folder that all users of a machine share, as /tmp, stays one
    with suppress(PermissionError):  # so does the folder of somebody else, who sees to it
        DATA_DIR.chmod(0o700)

if PRODUCTION and (DEBUG or not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("Production needs DEBUG off and the names in ALLOWED_HOSTS.")

# --- What it is made of ----------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",  # before the admin: its templates replace the stock ones
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "tickets",
    "metrics",
]
MIDDLEWARE = [
    "config.logs.RequestLog",
    "config.full_disk.FullDisk",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Fifty rows of the desk are half a megabyte of HTML. Django pads what it compresses by a
    # random length, so that secrets in a page cannot be guessed from its size.
    "django.middleware.gzip.GZipMiddleware",
    "config.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.agent_time.AgentTimeZone",
    "config.here.Here",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it replaces a response by its lockout
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours before Unfold's, a few of which we replace; its app has to come before ours for the admin's sake.
        "DIRS": [BASE_DIR / "tickets" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database --------------------------------------------------------------------------------
# Actions open their own transactions, as short as they can be: ATOMIC_REQUESTS stays off.

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'followthrough.sqlite3'}")}
DATABASE_POOL = env.int("DATABASE_POOL", default=0)
DATABASE_STATEMENT_TIMEOUT = env.int("DATABASE_STATEMENT_TIMEOUT", default=30)

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that begins by reading and then writes cannot wait for its turn and
        # fails at once, "database is locked"; IMMEDIATE waits, for as long as `timeout` says.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was answered "accepted" is on the disk. Foreign keys are on in Django.
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=5,
        options=(
            f"-c statement_timeout={DATABASE_STATEMENT_TIMEOUT}s -c lock_timeout=5s"
            " -c idle_in_transaction_session_timeout=60s"
        ),
    )
    if DATABASE_POOL:
        pool = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 5}
        DATABASES["default"]["OPTIONS"]["pool"] = pool
    else:
        DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)

# --- Redis: the clock's queue and the counters, nothing that may not vanish -------------------

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "config.cache.FallbackCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "followthrough",
    }
}
vars().update(broker_options(REDIS_URL))

COUNTS_ARE_HELD_S = 10  # of the sidebar and of the bands of a list: counted once for a person, not for every page

# --- People ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "tickets.User"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds for which a mailed link opens; it opens once
# By name and address together: a stranger cannot lock an agent out from elsewhere. The handler also counts by address.
AXES_HANDLER = "config.signing_in.Guard"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# What is refused is neither counted nor written down, so that guessing on costs us nothing and locks nobody out for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.throttling.counted_address"
AXES_VERBOSE = False

# --- Languages and time ----------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Berlin")
LANGUAGE_CODE = "en"
# A language is offered once all of our own texts speak it: half a page in another one helps nobody.
LANGUAGES = [("en", _("English"))]

# --- Files and mail --------------------------------------------------------------------------
# Attachments have no URL of their own: a view checks who asks.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# In place of what Unfold ships: the letters and icons that the desk uses, and no library that most pages have no use for. Unfold
# loads its library of charts on every page; those with a chart fetch it from `unfold-charts`.
UNFOLD_STATIC = Path(unfold.__file__).parent / "static" / "unfold"
STATICFILES_DIRS = [BASE_DIR / "config" / "static", ("unfold-charts", UNFOLD_STATIC / "js" / "chart")]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "attachments",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MAIL_SERVER = env.email_url("EMAIL_URL", default=local(f"filemail:///{DATA_DIR / 'outbox'}"))
vars().update(MAIL_SERVER)
EMAIL_TIMEOUT = 10
# Whether mail leaves this machine: a link to a new password is of no use in a file.
MAIL_LEAVES = MAIL_SERVER["EMAIL_BACKEND"].split(".")[-2] not in ("filebased", "console", "dummy")
# Whether a mailbox's IMAP and SMTP servers may be this machine or in our own network.
PRIVATE_MAIL_SERVERS = env.bool("PRIVATE_MAIL_SERVERS", default=False)
DESK_EMAIL = env.str("DESK_EMAIL", default=local("desk@example.com"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = DESK_EMAIL

# --- Browsers --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        # Unfold writes style attributes (widths of bars, colours of dots).
        "style-src": ["'self'", "'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
# Probes speak plain HTTP to the process itself.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
# Preloading binds a whole domain in every browser for months: its owner decides that.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- API -------------------------------------------------------------------------------------

# Bytes of files that may be sent in a day: by strangers from one address, by all of them together, and with one key.
UPLOADS_PER_ADDRESS = env.int("UPLOADS_PER_ADDRESS", default=250_000_000)
UPLOADS_PER_DAY = env.int("UPLOADS_PER_DAY", default=5_000_000_000)
UPLOADS_PER_KEY = env.int("UPLOADS_PER_KEY", default=2_000_000_000)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tickets.api.authentication.ApiKeyAuthentication",  # first: it names the scheme in a 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["tickets.rest.parsers.Json"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    # The schema describes the API. A view's own description, by OPTIONS, is a second one, and breaks pages such as /api/docs/.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "config.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "tickets.rest.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "config.throttling.PerAddress",
        "config.throttling.PerKey",
        "config.throttling.PerTarget",
        "config.throttling.Uploads",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "address": env.str("THROTTLE_ADDRESS", default="300/min"),
        "key": env.str("THROTTLE_KEY", default="1200/min"),
        "target": env.str("THROTTLE_TARGET", default="60/min"),
    },
    "EXCEPTION_HANDLER": "tickets.rest.problems.handler",
    "NUM_PROXIES": PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    # One name for each list of choices, wherever it is used.
    "ENUM_NAME_OVERRIDES": {
        "LoopEnum": "tickets.models.words.LOOP",
        "ChannelEnum": "tickets.models.words.CHANNEL",
        "PriorityEnum": "tickets.models.words.PRIORITY",
        "StatusMoveEnum": ["open", "pending", "on_hold"],
        "PromiseStateEnum": "tickets.models.promise.PromiseState",
        "ClockStateEnum": "tickets.models.service_level.ClockState",
        "MailSecurityEnum": "tickets.models.mailbox.Security",
    },
    "TITLE": "Followthrough",
    "DESCRIPTION": "Tickets from the first contact to the closed loop.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- Logs ------------------------------------------------------------------------------------

LOGGING_CONFIG = "config.logs.configure"
LOGGING = logging_options(
    level=env.str("LOG_LEVEL", default="INFO"),
    as_json=env.bool("LOG_JSON", default=PRODUCTION),
)
