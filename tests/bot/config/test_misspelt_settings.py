"""Names that are almost those of settings are found, names of other programs are not."""

import pytest

from bot.config.misspelt_settings import KNOWN, misspelt_settings

#: Variables of shells, systemd, containers, platforms, proxies and other bots.
FOREIGN = """
    HOME PATH PWD OLDPWD SHELL SHLVL TERM USER LOGNAME MAIL LANG LC_ALL LC_CTYPE LANGUAGE TZ LINES COLUMNS EDITOR PAGER
    TMPDIR HOSTNAME HOSTTYPE DISPLAY COLORTERM SSH_CLIENT SSH_CONNECTION SUDO_USER XDG_DATA_DIRS XDG_DATA_HOME
    XDG_STATE_HOME XDG_RUNTIME_DIR INVOCATION_ID JOURNAL_STREAM MAINPID NOTIFY_SOCKET STATE_DIRECTORY CACHE_DIRECTORY
    LOGS_DIRECTORY RUNTIME_DIRECTORY CONFIGURATION_DIRECTORY CREDENTIALS_DIRECTORY PYTHONPATH PYTHONUNBUFFERED
    VIRTUAL_ENV PIP_INDEX_URL UV_CACHE_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy
    SSL_CERT_FILE SSL_CERT_DIR DYNO PORTS SUPPORT IMPORT RENDER RENDER_EXTERNAL_URL RENDER_SERVICE_ID K_SERVICE
    K_REVISION RAILWAY_ENVIRONMENT RAILWAY_PUBLIC_DOMAIN FLY_APP_NAME FLY_REGION KUBERNETES_PORT
    KUBERNETES_SERVICE_PORT REDIS_PORT REDIS_HOST REDIS_PASSWORD REDIS_TLS_URL REDISCLOUD_URL REDIS_PORT_6379_TCP
    DATABASE_URL PGPORT PGDATA METRICS_PORT METRICS_PATH LOG_FILE LOG_PATH LOG_DIR DATA_ROOT BASE_URL PUBLIC_IP
    LINE_CHANNEL_ID LINE_NOTIFY_TOKEN LINE_LOGIN_CHANNEL_SECRET LINE_WIDTH LINE_BUFFERED TELEGRAM_CHAT_ID
    TELEGRAM_API_ID TELEGRAM_API_HASH TELEGRAM_WEBHOOK_URL TELEGRAM_BOT_NAME ENCRYPTION ENCRYPTION_KEY_ID
""".split()


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("TELEGRAM_BOT_TOEKN", "TELEGRAM_BOT_TOKEN"),
        ("LINE_CHANEL_SECRET", "LINE_CHANNEL_SECRET"),
        ("LINE_CHANNEL_TOKEN", "LINE_CHANNEL_ACCESS_TOKEN"),
        ("LINE_ACCESS_TOKEN", "LINE_CHANNEL_ACCESS_TOKEN"),
        ("LINE_SECRET", "LINE_CHANNEL_SECRET"),
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_BOT_TOKN_FILE", "TELEGRAM_BOT_TOKEN_FILE"),
        ("telegram_bot_token", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM-BOT-TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("RADAP_PORT", "PORT"),
        ("ENCRYPTION_KEY", "ENCRYPTION_KEYS"),
        ("REDIS_URI", "REDIS_URL"),
        ("PUBLIC_ULR", "PUBLIC_URL"),
        ("DATADIR", "DATA_DIR"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("SESSION_RETENTION_DAY", "SESSION_RETENTION_DAYS"),
    ],
)
def test_a_misspelt_setting_is_found(name: str, setting: str) -> None:
    assert misspelt_settings({name: "x", "HOME": "/"}) == ((name, setting),)


def test_settings_and_names_of_other_programs_are_not_reported() -> None:
    assert misspelt_settings(dict.fromkeys((*KNOWN, *FOREIGN), "x")) == ()
    assert misspelt_settings(dict.fromkeys(FOREIGN, "x")) == ()


@pytest.mark.parametrize("right", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"])
def test_a_name_is_another_programs_where_the_setting_itself_is_set(right: str) -> None:
    assert misspelt_settings({"TELEGRAM_TOKEN": "x", right: "x"}) == ()
