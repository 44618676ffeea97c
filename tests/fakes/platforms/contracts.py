"""Checks requests and webhook bodies against the platforms' published descriptions, in tests/contracts/."""

from pathlib import Path
from typing import Any

from tests.fakes.platforms import line_contract, telegram_contract
from tests.fakes.platforms.call import Call

#: The download of a file from Telegram, which its description does not have.
FILE = "file"

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
LINE_API = CONTRACTS / "line-messaging-api.json"
LINE_WEBHOOK = CONTRACTS / "line-webhook.json"
TELEGRAM_API = CONTRACTS / "telegram-bot-api.json"


def line_problems(call: Call) -> list[str]:
    """Return the violations of LINE's description in a recorded call."""
    return line_contract.request_problems(LINE_API, call)


def line_answer_problems(method: str, status: int, body: Any) -> list[str]:
    """Return the violations of LINE's description in an answer to an operation."""
    return line_contract.answer_problems(LINE_API, method, status, body)


def line_webhook_problems(body: Any) -> list[str]:
    """Return the violations of LINE's description in the decoded body of a webhook request."""
    return line_contract.schema_problems(LINE_WEBHOOK, "CallbackRequest", body)


def telegram_problems(call: Call) -> list[str]:
    """Return the violations of Telegram's description in a recorded call."""
    return telegram_contract.request_problems(TELEGRAM_API, call.method, call.body)


def telegram_answer_problems(method: str, result: Any) -> list[str]:
    """Return the violations of Telegram's description in the `result` of a method."""
    return telegram_contract.answer_problems(TELEGRAM_API, method, result)


def telegram_update_problems(update: Any) -> list[str]:
    """Return the violations of Telegram's description in a webhook update."""
    return telegram_contract.value_problems(TELEGRAM_API, update, ["Update"], "update")


def problems(call: Call) -> list[str]:
    """Return the violations of the description of the call's own platform."""
    if call.method == FILE:
        return []
    return line_problems(call) if call.platform == "line" else telegram_problems(call)
