"""Settings of the portal: one file, every deployment value from the environment (or a `.env` beside manage.py).

An empty environment is safe: debug is off, there is no default secret, and the start stops with the names of
what is missing. `DEMO=1` relaxes transport security for a portal served on this machine only. README.md has the
table of the values.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)

missing = [name for name in ("SECRET_KEY", "SEALING_KEYS", "INDEX_KEY") if not env.str(name, "")]
if not (DEBUG or DEMO or env.list("ALLOWED_HOSTS", default=[])):
    missing.append("ALLOWED_HOSTS")
if missing:
    raise ImproperlyConfigured(
        "The portal cannot start: set %s in the environment or in .env (see .env.example)." % ", ".join(missing)
    )

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# "id:base64,id:base64", the first seals, all of them open; see docs/operations.md for rotation.
SEALING_KEYS = env.str("SEALING_KEYS")
INDEX_KEY = env.str("INDEX_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "p2wkss.base",
    "agencies",
    "locations",
    "households",
    "imports",
    "activities",
    "indicators",
    "reports",
    "p2wkss",
    "demo",
    "p2wkss.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "import_export",
    "csp",
]

MIDDLEWARE = [
    "p2wkss.base.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "p2wkss.base.errors.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "p2wkss.base.language.ChosenLanguage",
    "p2wkss.base.middleware.BodySize",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "p2wkss.base.middleware.SessionLimits",
    "p2wkss.base.number_guard.NumbersStayOut",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "p2wkss.base.middleware.NoStore",
    "allauth.account.middleware.AccountMiddleware",
    "p2wkss.base.middleware.SessionActivity",
    "p2wkss.base.middleware.OwnPassword",
    "p2wkss.base.middleware.SecondFactor",
    "p2wkss.base.middleware.ReadOnly",
    "django_htmx.middleware.HtmxMiddleware",
    "p2wkss.base.audit.AuditTrail",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "p2wkss.urls"
WSGI_APPLICATION = "p2wkss.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "p2wkss.menu.portal",
            ],
        },
    },
]

if DEMO:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("demo.entrance.sign_in_list")

# What this machine keeps of the demo: the SQLite file and the generated demo password.
DATA_ROOT = Path(env.str("DATA_ROOT", str(BASE_DIR / "data")))

# The city as pages and letters name it ("Kota Bogor"); empty, they say P2WKSS alone.
CITY_NAME = env.str("CITY_NAME", "")
# A folder a city, with the files that `load_reference` reads.
CITIES_ROOT = BASE_DIR / "cities"

# Database: the embedded SQLite unless DATABASE_URL names a PostgreSQL.
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{DATA_ROOT / 'p2wkss.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # IMMEDIATE: a writer waits at BEGIN instead of failing with "database is locked" half way.
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32768;",
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers, since limits live in it. Django throws entries out beyond 300 of them, limits among them: there
# is room for every address of a bad night. Waiting uploads have a cache of their own, so that neither pushes the other.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "TIMEOUT": 900,
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    "uploads": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_uploads",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# Who may come in.
AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "agencies.backends.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "agencies.passwords.ContextWordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# An address nobody has gets no letter: allauth's names a page for signing up, which does not exist here.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_ADAPTER = "agencies.adapters.ClosedAccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# How many failures lock an account (axes counts passwords, agencies.second_factor codes), how many an address, and for
# how long. The address has room for the slips of a whole office behind it (see docs/decisions/0003-lockout.md).
LOCKOUT_FAILURES = 5
LOCKOUT_FAILURES_OF_ADDRESS = 100
LOCKOUT_MINUTES = 15
ACCOUNT_RATE_LIMITS = {"login": "200/m/ip", "login_failed": f"{LOCKOUT_FAILURES_OF_ADDRESS}/{LOCKOUT_MINUTES}m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
# Shows when a session was last used; p2wkss.base.middleware.SessionActivity notes it.
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "agencies.second_factor.CountedAuthenticateForm",
    "reauthenticate": "agencies.second_factor.CountedReauthenticateForm",
}
MFA_TOTP_ISSUER = f"P2WKSS {CITY_NAME}".strip()
# Forced for administrators, staff and whoever may export or unmask; off in the demo only.
MFA_REQUIRED = env.bool("MFA_REQUIRED", not DEMO)

AXES_FAILURE_LIMIT = LOCKOUT_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOCKOUT_MINUTES)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"  # allauth passes credentials as `username`: any other value counts nothing
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
AXES_LOCKOUT_CALLABLE = "p2wkss.base.errors.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_SENSITIVE_PARAMETERS = []
AXES_VERBOSE = False
# W006 wants addresses counted by axes too, with the limit of accounts: one office behind one address would lock itself
# out. Addresses have their own limit in ACCOUNT_RATE_LIMITS.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# While a backup is restored or a disk is full: pages can be read, writes are answered 503.
READ_ONLY = env.bool("READ_ONLY", False)
# Seconds between two looks for figures that are older than their data; 0 leaves that to a timer of the system.
FIGURES_EVERY = env.int("FIGURES_EVERY", 60)

SESSION_ENGINE = "p2wkss.base.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
SESSION_IDLE_MINUTES_ADMIN = env.int("SESSION_IDLE_MINUTES_ADMIN", 15)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "p2wkss.base.errors.csrf_failure"

# Transport: HTTPS everywhere but in the demo and in development, which live on 127.0.0.1.
HTTPS = env.bool("HTTPS", not (DEMO or DEBUG))
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.int("TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Long work (imports): in a thread of the web process unless a django-tasks backend with workers is named.
TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", "p2wkss.base.background.ThreadBackend")}}

# What may come in: a form of text, or a file up to MAX_UPLOAD_MB.
MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", 20)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Uploads stay in memory, never as readable temporary files (safety of identity data).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# One more for what a form sends around its file.
FILE_UPLOAD_MAX_MEMORY_SIZE = (MAX_UPLOAD_MB + 1) * 1024 * 1024
# Evidence is the portal's own; collected static files are read by nginx too.
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["p2wkss.formats"]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/p2wkss.html"

AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_DISABLE_ON_RAW_SAVE = True
AUDITLOG_CID_GETTER = "p2wkss.base.trace.current_request_id"
AUDITLOG_MASK_CALLABLE = "p2wkss.base.sealed.redact"

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False
IMPORT_EXPORT_TMP_STORAGE_CLASS = "p2wkss.base.sheets.exchange.SealedUploads"
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"

# `smtp+tls://user:password@host:587`; without it letters are only printed, and everything works without them.
if env.str("EMAIL_URL", ""):
    globals().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "p2wkss@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "p2wkss.base.logs.RequestIdFilter"}},
    "formatters": {
        "json": {"()": "p2wkss.base.logs.JsonFormatter"},
        "line": {"()": "p2wkss.base.logs.LineFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line" if DEBUG or DEMO else "json",
        },
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

VERSION = "0.1.0"
