"""Settings. Everything that differs between machines comes from the environment.

DATABASE_URL, CELERY_BROKER_URL, SECRET_KEY, ALLOWED_HOSTS (comma separated), DEBUG (1), BEHIND_HTTPS (1).
Keys: SECRET_KEY_FALLBACKS, FIELD_KEYS (several, separated by blanks). Secrets may be files: keys.py.
Letters and messages: PUBLIC_URL, EMAIL_URL, EMAIL_FROM, SMS_GATEWAY_URL, SMS_GATEWAY_TOKEN,
SMS_WEBHOOK_SECRET.
`manage.py` fills in what is not given with the embedded servers and a key kept under `var/`.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import (
    celery,  # noqa: F401  makes ours the current application: tasks find it in every process
    keys,
    logs,
)
from config.security import (  # noqa: F401
    AUTH_PASSWORD_VALIDATORS,
    LOCK_AFTER_SECONDS,
    PASSWORD_MAX_AGE_DAYS,
    PASSWORD_REGIME,
    SECOND_FACTOR_ROLES,
    USAGE_LIMITS,
)

keys.take_files(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()  # earlier ones: seals, links
# Identity numbers, telephone numbers and addresses are encrypted under the first; none: under SECRET_KEY.
FIELD_KEYS = os.environ.get("FIELD_KEYS", "").split()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BEHIND_HTTPS = os.environ.get("BEHIND_HTTPS") == "1"
if BEHIND_HTTPS and (_wrong := keys.wrong_with(os.environ)):
    raise SystemExit(_wrong)

INSTALLED_APPS = [
    "research",
    "followup",
    "cardiology",
    "config.administration.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "import_export",
    "django_celery_beat",
    "django_htmx",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "cardiology.middleware.tracing.Tracing",
    "cardiology.middleware.answers.Headers",
    "csp.middleware.CSPMiddleware",
    "cardiology.middleware.answers.Methods",
    "cardiology.middleware.answers.Encrypted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cardiology.middleware.sessions.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cardiology.middleware.answers.PreferredLanguage",
    "cardiology.middleware.denials.Denials",
    "cardiology.middleware.sessions.Locked",
    "cardiology.middleware.sessions.Duties",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "cardiology.navigation.context",
            ],
            "builtins": ["cardiology.templatetags.clinical", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "cardiology.rendering.ClinicalRenderer"

# --- database, broker, cache -------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True)
}
# a line that went dead is given up within half a minute, instead of keeping every thread of the web server
_line = {"connect_timeout": 5, "tcp_user_timeout": 20_000}  # seconds, milliseconds
_line |= {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}  # seconds, seconds, times
DATABASES["default"]["OPTIONS"] = _line | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "memory://")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # longer than the longest task; a task lost with its worker comes back after at most this time
    "visibility_timeout": 3600,
    "unacked_restore_throttle": 1,
    "unacked_restore_interval": 5,
}
# What can take minutes has a worker of its own: no critical result and no red flag waits behind it.
LONG_WORK = (
    "cardiology.tasks.files",
    "cardiology.tasks.extracts",
    "cardiology.tasks.count_measures",
    "cardiology.tasks.check_nightly",
    "cardiology.tasks.verify_audit",
    "cardiology.tasks.heartbeat_of_long_work",
    "research.tasks.*",
)
CELERY_TASK_ROUTES = {name: {"queue": "long"} for name in LONG_WORK}
CELERY_TASK_DEFAULT_QUEUE = "due"
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# written down at each sending, not every three minutes: after a kill nothing of the night is sent again
CELERY_BEAT_SYNC_EVERY = 1

# --- letters: EMAIL_URL, such as smtp://user:password@host:587/?tls=1; without it they go to the console ---
_mail = urlsplit(os.environ.get("EMAIL_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.hostname else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_TIMEOUT = "tls=1" in _mail.query, 20
EMAIL_FROM = os.environ.get("EMAIL_FROM", "")  # empty: patients get no e-mail
DEFAULT_FROM_EMAIL = EMAIL_FROM or "cardiology@localhost"

# --- who you are -------------------------------------------------------------------------------
AUTH_USER_MODEL = "cardiology.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "cardiology.addresses.client_address"

SESSION_ENGINE = "cardiology.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # some name a patient
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS

# --- what a browser may do ---------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
ALWAYS_SAID = {  # on every answer, static files, errors and redirects included
    "Cache-Control": "no-store",  # but where a view or a static file says otherwise
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": X_FRAME_OPTIONS,
    "Referrer-Policy": SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # whoever watches the server asks it directly
# programs that come without encryption are refused, not led on: else nobody notices that their token lay open
FOR_PROGRAMS = ("/api/", "/followup/messages/news/")
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    # a browser takes these from this host only, over https only
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- language, time ----------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = BEHIND_HTTPS
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese"))]
LOCALE_PATHS = [BASE_DIR / "cardiology/locale"]  # also the home of the templates' strings
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
_static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if os.environ.get("PLAIN_STATIC") == "1":  # tests and development: no collectstatic needed
    _static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

# --- messages to patients -----------------------------------------------------------------------
# The address under which patients and staff reach this house; empty: no links to patients.
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
# An HTTP gateway, or "console:" in development; empty: no text messages are planned.
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = os.environ.get("SMS_GATEWAY_TOKEN", "")
SMS_WEBHOOK_SECRET = os.environ.get("SMS_WEBHOOK_SECRET", "")  # empty: the gateway's news are refused
SMS_TIMEOUT_SECONDS = 10

# --- interface for programs --------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # the first one names the way to sign in, so that a stranger is answered with 401
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["cardiology.api.limits.Often"],
    "EXCEPTION_HANDLER": "cardiology.api.errors.answer",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cardiology department",
    "VERSION": "1.0.0",
    "DESCRIPTION": "The record of the department for programs. Sign in with a token or a session.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],  # answers stand where they are used: many variables are called kind or reason
}

IMPORT_EXPORT_USE_TRANSACTIONS = True

LOGGING = logs.logging_of(os.environ.get("LOG_FORMAT", "line"))
SLOW_QUERY_MS = int(os.environ.get("SLOW_QUERY_MS", "500"))  # statements that take longer are logged; 0: none
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # /metrics is read with it, or from these networks
METRICS_NETWORKS = os.environ.get("METRICS_NETWORKS", "127.0.0.0/8,::1/128").split(",")
