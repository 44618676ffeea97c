"""The settings of all programs of the bench."""

from collections.abc import Mapping
from pathlib import Path

from tests.bench.officers import LINE_SECRET, TELEGRAM_SECRET
from tests.bench.platforms import Platforms


def settings(platforms: Platforms, redis_url: str, key: str, messages: Path) -> Mapping[str, str]:
    """Return the settings: both platforms and the database. For Radap, every feature with a cost is on.

    `key` encrypts. `messages` is the file of the messages that the LINE SDK's example sends.
    """
    return {
        "REDIS_URL": redis_url,
        "ENCRYPTION_KEYS": key,
        "PUBLIC_URL": "https://radap.example.go.th",
        "BENCH_MESSAGES": str(messages),
        "EVENTS_PER_MINUTE": "60000",
        "LINE_CHANNEL_SECRET": LINE_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "bench-access-token",
        "LINE_API_BASE_URL": f"http://127.0.0.1:{platforms.port}",
        "LINE_DATA_API_BASE_URL": f"http://127.0.0.1:{platforms.port}",
        "TELEGRAM_BOT_TOKEN": "7000000001:bench-token",
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        "TELEGRAM_API_BASE_URL": f"http://127.0.0.1:{platforms.port}",
    }
