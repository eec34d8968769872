"""Django settings.

Every value that differs between machines comes from the environment (docs/deploy.md).
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django_prose_editor.config import EXTENSION_MAPPING, process_link
from js_asset import static_lazy

from articles.text import editor_schema
from config import environment, rate_limits

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = environment.state_folder(BASE_DIR / "var")

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret_key(debug=DEBUG)
SECRET_KEY_FALLBACKS = environment.comma_separated("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.allowed_hosts(debug=DEBUG)
SITE_URL = environment.site_url(debug=DEBUG)
SITE_NAME = environment.one_line("SITE_NAME", "Standfirst")
TRUSTED_PROXIES = environment.whole_number("TRUSTED_PROXIES", 0, largest=10)
GATEWAY = environment.gateway(debug=DEBUG)
STRIPE_SECRET_KEY = environment.stripe_secret_key()
STRIPE_WEBHOOK_SECRET = environment.stripe_webhook_secret()
STRIPE_API_URL = environment.stripe_api_url()
HTTPS = urlsplit(SITE_URL).scheme == "https"

INSTALLED_APPS = [
    "operations",  # before django_tasks_db, whose command db_worker it extends
    "desk.apps.DeskConfig",
    "desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_prose_editor",
    "django_tasks_db",
    "accounts",
    "subscriptions",
    "articles",
    "newsletters",
    "comments",
    "submissions",
]

MIDDLEWARE = [
    # first, so that files and redirects have the header too
    "accounts.middleware.PermissionsPolicyMiddleware",
    "config.health.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    # below ConditionalGet: a 304 has no policy, so the browser uses the one it stored
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # after it, to see the response before messages are stored
    "config.errors.DropMessagesOnErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.errors.DatabaseMiddleware",
    "config.errors.SharedCacheMiddleware",
    "config.errors.BadRequestMiddleware",
    "config.errors.FullDiskMiddleware",
    "accounts.middleware.AccountPagesMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "config.errors.MistypedUrlMiddleware",
]

ROOT_URLCONF = "config.urls"
# Ignore the server's SCRIPT_NAME: cached pages would have links with another path prefix.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
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
                "accounts.context.site",
            ],
        },
    }
]

# Database, caches and files
DATABASES = {"default": environment.database(f"sqlite:///{STATE_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": environment.cache(),
    # Per process and not invalidated by others: only for values whose key contains their version.
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 600},
    },
}
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT") or STATE_DIR / "media")
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "config.uploads.ExpectedFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("js/editor-nodes.js")],
        "extensions": {
            "PullQuote": editor_schema.pull_quote,
            "TeaserBreak": editor_schema.teaser_break,
            "HorizontalRule": EXTENSION_MAPPING["HorizontalRule"],
        },
    },
    {
        "js": [static_lazy("js/editor-photos.js")],
        "extensions": {"PhotoFigure": editor_schema.photo_figure},
    },
    {"js": [static_lazy("js/editor-embeds.js")], "extensions": {"Embed": editor_schema.embed}},
    {
        "js": [static_lazy("js/editor-lists.js")],
        "extensions": {"OrderedList": EXTENSION_MAPPING["OrderedList"]},
    },
    {"js": [static_lazy("js/editor-tables.js")], "extensions": {"Table": editor_schema.table}},
    {"js": [static_lazy("js/editor-links.js")], "extensions": {"Link": process_link}},
    {
        "js": [static_lazy("js/editor-paste.js")],
        "extensions": {"PlainPaste": editor_schema.nothing},
    },
    {
        "js": [static_lazy("js/editor-toolbar.js")],
        "extensions": {"Shortcuts": editor_schema.nothing},
    },
]

# Language and time
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = environment.time_zone()
USE_TZ = True

# Mail
_mail = environment.email(f"filemail:///{STATE_DIR / 'mail'}" if DEBUG else "smtp://localhost:25")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
if EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend":
    # one file for each e-mail, shown at /mail/
    EMAIL_BACKEND = "accounts.mail.dev_mailbox.EmailBackend"
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH")
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
# seconds, for commands and the worker (in a request: accounts.mail.compose.REQUEST_SECONDS)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.sender(SITE_NAME, SITE_URL)
MAIL_EVENTS_SECRET = environment.mail_events_secret()
MAIL_PROVIDER = (
    environment.mail_provider()
)  # through django-anymail, an extra (requirements/anymail.txt)
if MAIL_PROVIDER:
    INSTALLED_APPS.append("anymail")
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
    ANYMAIL = environment.with_prefix("ANYMAIL_")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Signing in (django-allauth)
SESSION_ENGINE = "accounts.sign_in.sessions"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmAddressForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = (
    15 * 60
)  # seconds: slow mail is common
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = rate_limits.ACCOUNT_RATE_LIMITS
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 56  # as the meter (accounts.reader.client_ip.IPV6_PREFIX)
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.ConfirmSecondFactorForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# addresses are verified before the first sign-in, and before they are changed
MFA_ALLOW_UNVERIFIED_EMAIL = True
# steps of 30 seconds, for slow typing and phones with a wrong clock; each code works once
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
STAFF_MFA = environment.flag("STAFF_MFA")

# Transport: the scheme of SITE_URL decides
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = environment.whole_number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "config.csrf_failure.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    # HSTS for subdomains and preloading can make a publisher's other hosts unreachable: the
    # operator decides.
    "security.W005",
    "security.W021",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *environment.checkout_origins(GATEWAY, STRIPE_API_URL)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.log_format.RedactingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "filters": {"without_traceback": {"()": "config.log_filters.WithoutTraceback"}},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
        "django.security.DisallowedHost": {"filters": ["without_traceback"]},
    },
}
