"""Settings are checked at the start. Wrong settings are named, secrets are never shown."""

from pathlib import Path

import pytest

from bot.config.encryption_keys import new_key
from bot.config.settings import load_settings
from bot.errors import SettingsError

ROOT = Path(__file__).parents[3]
SECRET = "s3cret-value-never-shown"
KEY, OTHER_KEY = new_key(), new_key()


def problem(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment)
    return str(caught.value)


def test_with_nothing_set_the_browser_chat_is_on() -> None:
    settings = load_settings({})
    assert (settings.port, settings.base_url) == (8000, "http://127.0.0.1:8000")
    assert settings.line is None
    assert settings.telegram is None
    assert settings.has_chat_page
    assert (settings.session_retention_days, settings.result_retention_days) == (180, 550)


def test_empty_variables_count_as_not_set() -> None:
    assert load_settings({"PORT": "", "LINE_CHANNEL_SECRET": ""}).line is None


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PUBLIC_URL": "radap.example.go.th"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://radap.example.go.th/?x=1"}, "PUBLIC_URL"),
        ({"CHAT_PAGE": "maybe"}, "CHAT_PAGE"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"TELEGRAM_MODE": "push"}, "TELEGRAM_MODE"),
        ({"SESSION_RETENTION_DAYS": "0"}, "SESSION_RETENTION_DAYS"),
        ({"LINE_CHANNEL_SECRET": SECRET}, "LINE_CHANNEL_ACCESS_TOKEN"),
        ({"LINE_CHANNEL_ACCESS_TOKEN": SECRET}, "LINE_CHANNEL_SECRET"),
        ({"TELEGRAM_BOT_TOKEN": SECRET, "TELEGRAM_MODE": "webhook"}, "PUBLIC_URL"),
        ({"TELEGRAM_WEBHOOK_SECRET": SECRET + "!"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"REDIS_URL": f"http://user:{SECRET}@host"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:notaport"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:99999"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host:26379"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host:0/main"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host,/main"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+cluster://:{SECRET}@host:6379/1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+cluster://:{SECRET}@host:6379?ssl_cert_reqs=none"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+ring://:{SECRET}@host:6379"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+cluster://:{SECRET}@host:6379?ssl_ca_certs=/ca.pem"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+cluster://:{SECRET}@host:6379?sentinel_password=x"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis+sentinel://:{SECRET}@host/main/-1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?nonsense=1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?ssl_cert_reqs=none"}, "REDIS_URL"),
        ({"REDIS_URL": f"rediss://:{SECRET}@host:6379/0?ssl_cert_reqs=perhaps"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?retry=1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?decode_responses=yes"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?protocol=9"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?db=-1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0?db"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0#1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/abc"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/0/1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host:6379/-1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@host :6379"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{SECRET}@:6379"}, "REDIS_URL"),
        ({"REDIS_URL": "redis://"}, "REDIS_URL"),
        ({"REDIS_URL": "redis:///0"}, "REDIS_URL"),
        ({"REDIS_URL": "unix://"}, "REDIS_URL"),
        ({"REDIS_URL": "unix:///"}, "REDIS_URL"),
        ({"REDIS_URL": "unix://run/redis.sock"}, "REDIS_URL"),
        ({"ENCRYPTION_KEYS": SECRET}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": ","}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": " , ,"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": " "}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": "unencrypted"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": f"unencrypted,{KEY}"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": f"{KEY},unencrypted,{KEY}"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": f"{KEY},unencrypted,unencrypted"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": f"{KEY},Unencrypted"}, "ENCRYPTION_KEYS"),
        ({"METRICS_TOKEN": SECRET + "ลับ"}, "METRICS_TOKEN"),
        ({"METRICS_TOKEN": SECRET + "é"}, "METRICS_TOKEN"),
        ({"METRICS_TOKEN": SECRET + " x"}, "METRICS_TOKEN"),
        ({"LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": SECRET + "\n"}, "LINE_CHANNEL_ACCESS_TOKEN"),
        ({"LINE_CHANNEL_SECRET": SECRET + " ", "LINE_CHANNEL_ACCESS_TOKEN": SECRET}, "LINE_CHANNEL_SECRET"),
        ({"TELEGRAM_BOT_TOKEN": f"1:{SECRET}\r"}, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_ANSWER_SECONDS": "0"}, "TELEGRAM_ANSWER_SECONDS"),
        ({"EVENTS_PER_MINUTE": "0"}, "EVENTS_PER_MINUTE"),
        ({"CONTROLLER_NAME": f"{SECRET}\nเทศบาล"}, "CONTROLLER_NAME"),
        ({"CONTROLLER_CONTACT": "x" * 121}, "CONTROLLER_CONTACT"),
        ({"LEGAL_BASIS": f"\u202e{SECRET}"}, "LEGAL_BASIS"),
        ({"PRIVACY_URL": f"http://{SECRET}.go.th"}, "PRIVACY_URL"),
        ({"PRIVACY_URL": f"javascript:{SECRET}"}, "PRIVACY_URL"),
        ({"PRIVACY_URL": f'https://radap.go.th/?"><b>{SECRET}'}, "PRIVACY_URL"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(environment: dict[str, str], named: str) -> None:
    text = problem(**environment)
    assert named in text
    assert SECRET not in text
    assert KEY not in text


@pytest.mark.parametrize(
    "address",
    [
        "redis://host",
        "redis://user:pass%20word@host:6379/0",
        "redis://redis_server:6379/3?client_name=radap&health_check_interval=30",
        "rediss://host:6379/0?ssl_cert_reqs=none&ssl_check_hostname=false",
        "rediss://host:6379/0?ssl_ca_certs=/ca.pem",
        "unix:///run/redis/redis.sock?db=2",
        "redis+sentinel://:secret@a,b:26380/main/1?sentinel_password=x",
        "rediss+cluster://a,b:7000/0?ssl_ca_certs=/ca.pem",
    ],
)
def test_every_form_of_a_redis_url_is_accepted(address: str) -> None:
    assert load_settings({"REDIS_URL": address}).redis_url


@pytest.mark.parametrize(
    ("keys", "count", "accepts_unencrypted"),
    [
        (KEY, 1, False),
        (f"{KEY}, {OTHER_KEY}", 2, False),
        (f"{KEY},unencrypted", 1, True),
        (f"{KEY},,{OTHER_KEY} unencrypted,", 2, True),
        ("", 0, True),
    ],
    ids=["one key", "two keys", "a key and the word", "two keys and the word", "none"],
)
def test_keys_and_the_word_after_them_are_read(keys: str, count: int, *, accepts_unencrypted: bool) -> None:
    settings = load_settings({"ENCRYPTION_KEYS": keys})
    assert (len(settings.stored_data_keys), settings.accepts_unencrypted) == (count, accepts_unencrypted)


def test_a_mapping_is_all_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert load_settings({}).port == 8000
    assert load_settings().port == 9000


@pytest.mark.parametrize(
    "variable",
    [
        "DYNO",
        "RENDER",
        "K_SERVICE",
        "RAILWAY_ENVIRONMENT",
        "RAILWAY_ENVIRONMENT_NAME",
        "FLY_APP_NAME",
        "CONTAINER_APP_NAME",
    ],
)
def test_where_the_disk_is_discarded_a_database_must_be_named(variable: str) -> None:
    text = problem(**{variable: "web.1"})
    assert "REDIS_URL" in text
    assert variable in text
    assert "DATA_DIR" in text
    assert load_settings({variable: "x", "REDIS_URL": "redis://host"}).redis_url
    assert load_settings({variable: "x", "DATA_DIR": "/mnt/volume"}).data_folder == Path("/mnt/volume")


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"STATE_DIRECTORY": "/var/lib/radap"}, Path("/var/lib/radap")),
        ({"STATE_DIRECTORY": "/var/lib/radap:/var/lib/other"}, Path("/var/lib/radap")),
        ({"STATE_DIRECTORY": "/var/lib/radap", "DATA_DIR": "/data"}, Path("/data")),
        ({}, ROOT / "var"),
    ],
)
def test_data_go_into_a_folder_that_is_named_or_belongs_to_the_installation(
    environment: dict[str, str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment).data_folder == folder


@pytest.mark.parametrize(("level", "number"), [("debug", 10), ("INFO", 20), ("Warning", 30), ("error", 40)])
def test_log_levels_are_those_of_python(level: str, number: int) -> None:
    assert load_settings({"LOG_LEVEL": level}).log_level.number == number


def test_every_wrong_setting_is_named_at_once() -> None:
    text = problem(PORT="x", CHAT_PAGE="x")
    assert "PORT" in text
    assert "CHAT_PAGE" in text


def test_secrets_do_not_show_in_representations() -> None:
    settings = load_settings(
        {"TELEGRAM_BOT_TOKEN": SECRET, "LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": SECRET}
    )
    assert SECRET not in repr(settings)
    assert SECRET not in repr(settings.line)
    assert SECRET not in repr(settings.telegram)


@pytest.mark.parametrize(
    ("environment", "webhook"),
    [
        ({}, None),
        ({"PUBLIC_URL": "http://radap.example.go.th"}, None),
        ({"PUBLIC_URL": "https://radap.example.go.th/"}, "https://radap.example.go.th/telegram/webhook"),
        ({"PUBLIC_URL": "https://radap.example.go.th", "TELEGRAM_MODE": "polling"}, None),
    ],
)
def test_telegram_takes_the_webhook_where_the_public_address_allows_it(
    environment: dict[str, str], webhook: str | None
) -> None:
    telegram = load_settings({"TELEGRAM_BOT_TOKEN": "1:x", **environment}).telegram
    assert telegram is not None
    assert telegram.webhook_url == webhook
    assert len(telegram.webhook_secret) == 64


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https://exa mple.go.th",
        "https://a_b!.go.th",
        "https://radap.go.th:99999",
        "https://radap.go.th:x",
        "ftp://a",
        "https://radap.go.th:0",
        "https://radap.go.th/#",
        "https://radap.go.th/?",
        "https://radap.go.th?",
        "https://user@radap.go.th",
        "https://radap.go.th/a b",
        "https://radap.go.th/ ",
        " https://radap.go.th",
        'https://radap.go.th/"',
        "https://radap.go.th/'",
        "https://radap.go.th/<b>",
        "https://radap.go.th\\radap",
        "https://radap.go.th/..",
        "https://radap.go.th/a/../b",
        "https://radap.go.th/./b",
        "https://radap.go.th/%2e%2E/b",
        "https://radap.go.th//b",
        "https://radap.go.th/a%2Fb",
        "https://radap.go.th/a%00b",
        "https://radap.go.th/a%0D%0Ab",
        "https://radap.go.th/%ff",
        "https://radap.go.th/%zz",
        "https://radap.go.th/a\tb",
        "https://radap.go.th\n",
        "https://radap.go.th/\u202eb",
        "https://ra\u200bdap.go.th",
        "https://radap..go.th",
        "https://-radap.go.th",
        f"https://{'a' * 64}.go.th",
        "https://10.0.1",
        "https://300.0.0.1",
        "https://[::1",
        "https://[::g]",
        "https://[fe80::1%25eth0]",
        "https://\u0e31.ไทย",
    ],
)
def test_an_impossible_address_is_refused(address: str) -> None:
    for name in ("PUBLIC_URL", "LINE_API_BASE_URL", "LINE_DATA_API_BASE_URL", "TELEGRAM_API_BASE_URL"):
        text = problem(**{name: address})
        assert f"{name}: must" in text


@pytest.mark.parametrize(
    ("address", "usual"),
    [
        ("https://ระดับ.ไทย", "https://xn--l3cmz6cg.xn--o3cw4h"),
        ("https://radap.ไทย:8443/", "https://radap.xn--o3cw4h:8443"),
        ("https://radap.go.th/ระดับ", "https://radap.go.th/%E0%B8%A3%E0%B8%B0%E0%B8%94%E0%B8%B1%E0%B8%9A"),
        ("HTTPS://Radap.GO.th/A/", "https://radap.go.th/A"),
        ("https://radap.go.th:/", "https://radap.go.th"),
        ("https://radap.go.th/a.b/c-d_e~f//", "https://radap.go.th/a.b/c-d_e~f"),
    ],
)
def test_an_address_is_normalised(address: str, usual: str) -> None:
    assert load_settings({"PUBLIC_URL": address}).base_url == usual


@pytest.mark.parametrize(
    "address",
    ["https://radap.go.th", "http://127.0.0.1:8000", "https://[2001:db8::1]:8443", "https://xn--12c.th/radap"],
)
def test_a_possible_address_is_accepted(address: str) -> None:
    assert load_settings({"PUBLIC_URL": address}).base_url == address


def test_what_the_privacy_notice_lacks_is_known() -> None:
    given = {
        "CONTROLLER_NAME": " เทศบาลเมืองตัวอย่าง ",
        "CONTROLLER_CONTACT": "dpo@example.go.th",
        "LEGAL_BASIS": "ภารกิจของรัฐ",
        "PRIVACY_URL": "https://example.go.th/privacy/?id=5&lang=th",
    }
    settings = load_settings(given)
    assert settings.controller_name == "เทศบาลเมืองตัวอย่าง"
    assert settings.privacy_url == given["PRIVACY_URL"]
    assert settings.missing_notice == ()
    assert load_settings({"LEGAL_BASIS": " "}).missing_notice == tuple(given)


@pytest.mark.parametrize(("switch", "is_on"), [("on", True), ("ON", True), ("off", False), ("Auto ", False)])
def test_the_chat_page_can_be_switched(switch: str, is_on: bool) -> None:
    assert load_settings({"TELEGRAM_BOT_TOKEN": "1:x", "CHAT_PAGE": switch}).has_chat_page is is_on
