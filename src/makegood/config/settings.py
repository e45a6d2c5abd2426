"""Django's settings. Nothing is set here that an installation decides: that comes from the environment."""

import os
from pathlib import Path

from makegood.localdb.cluster import dsn_of
from makegood.localdb.environment import DATA, DATABASE_URL, database_of, flag, moment, networks, secret_keys, whole_number

PACKAGE = Path(__file__).resolve().parent.parent
MAKEGOOD_DATA = DATA
MAKEGOOD_INCOMING = Path(os.environ.get("MAKEGOOD_INCOMING") or DATA / "incoming")
MAKEGOOD_DEMO = flag("MAKEGOOD_DEMO")
MAKEGOOD_BASE_URL = os.environ.get("MAKEGOOD_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
MAKEGOOD_SMTP_URL = os.environ.get("MAKEGOOD_SMTP_URL", "")
MAKEGOOD_MAIL_FROM = os.environ.get("MAKEGOOD_MAIL_FROM", "returns@localhost")
MAKEGOOD_MAIL_BOUNCES = os.environ.get("MAKEGOOD_MAIL_BOUNCES", "")
MAKEGOOD_DNS = os.environ.get("MAKEGOOD_DNS", "")
MAKEGOOD_MAX_UPLOAD = whole_number("MAKEGOOD_MAX_UPLOAD_MB", 12) * 1_000_000
MAKEGOOD_MAX_ORDERS = whole_number("MAKEGOOD_MAX_ORDERS_MB", 64) * 1_000_000
MAKEGOOD_JOB_HEARTBEAT_S = whole_number("MAKEGOOD_JOB_HEARTBEAT_S", 5)
MAKEGOOD_JOB_STALLED_S = whole_number("MAKEGOOD_JOB_STALLED_S", 30)
MAKEGOOD_METRICS_TOKEN = os.environ.get("MAKEGOOD_METRICS_TOKEN", "")
MAKEGOOD_LOG = os.environ.get("MAKEGOOD_LOG", "WARNING" if MAKEGOOD_DEMO else "INFO").upper()
MAKEGOOD_WEBHOOKS_PRIVATE = MAKEGOOD_DEMO or flag("MAKEGOOD_WEBHOOKS_PRIVATE")
MAKEGOOD_API_PER_MINUTE = whole_number("MAKEGOOD_API_PER_MINUTE", 60_000)
MAKEGOOD_API_REFUSED_PER_MINUTE = whole_number("MAKEGOOD_API_REFUSED_PER_MINUTE", 120)
MAKEGOOD_NOW = moment("MAKEGOOD_NOW")  # a fixed time, for the demo and for tests

_KEYS = secret_keys()
SECRET_KEY, SECRET_KEY_FALLBACKS = _KEYS[0], _KEYS[1:]
DEBUG = False
MAKEGOOD_LOOKUP_KEY = _KEYS[-1]  # the oldest: digests by which orders are found must not change with a new key
ALLOWED_HOSTS = [host for host in os.environ.get("MAKEGOOD_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [MAKEGOOD_BASE_URL] if MAKEGOOD_BASE_URL.startswith("https://") else []
ROOT_URLCONF = "makegood.config.urls"
WSGI_APPLICATION = "makegood.config.wsgi.application"
AUTH_USER_MODEL = "parties.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

APPS_OF_THE_TRADE = [
    "parties", "policies", "suppliers", "sourcing", "stock", "orders", "returns", "carriage", "inspection", "hubs", "settlement", "claims", "replacements", "recalls", "disputes", "ledger", "reports", "notices",
    "inbox", "mirror", "worklist", "webhooks", "quality",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "makegood.base",
    *(f"makegood.apps.{name}" for name in APPS_OF_THE_TRADE),
    "makegood.web",
    "makegood.interfaces.jobs",
    "makegood.config",
]
MIDDLEWARE = [
    "makegood.web.proxy.TrustedProxies",
    "makegood.web.middleware.RequestContext",
    "makegood.web.middleware.KnownHosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "makegood.web.kept.KeptForms",
    "makegood.web.middleware.Refusals",
    "makegood.interfaces.api.v1.door.ApiDoor",
]

DATABASES = {"default": database_of(DATABASE_URL or dsn_of(DATA))}
ATOMIC_REQUESTS = False  # base.unit is the transaction
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MAKEGOOD_BASE_URL.startswith("https://")
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes browsers send `Origin: null` with forms, which CSRF must refuse
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if MAKEGOOD_BASE_URL.startswith("https://") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("MAKEGOOD_BEHIND_PROXY") else None
MAKEGOOD_TRUSTED_PROXIES = networks("MAKEGOOD_TRUSTED_PROXIES", "127.0.0.0/8,::1/128")
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/desk/sign-in/"
CSRF_FAILURE_VIEW = "makegood.web.problems.csrf_failure"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:", "blob:"],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

USE_TZ, TIME_ZONE, USE_I18N, LANGUAGE_CODE = True, "UTC", True, "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE / "locale"]

_TEMPLATE_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "interfaces" / name / "templates" for name in ("front", "portal", "desk", "dock", "supplier")],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _TEMPLATE_LOADERS)])],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django_htmx.templatetags.django_htmx",
                "makegood.web.templatetags.money_tags",
                "makegood.web.templatetags.form_tags",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "makegood.web.context.page",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_200  # a withdrawal from an order of 500 lines has a tick and a number for each
DATA_UPLOAD_MAX_NUMBER_FILES = 10
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]
LOGGING_CONFIG = "makegood.config.logs.configure"
LOGGING = {"json": not MAKEGOOD_DEMO, "level": MAKEGOOD_LOG}
PROCRASTINATE_IMPORT_PATHS = ["makegood.interfaces.jobs.app"]
