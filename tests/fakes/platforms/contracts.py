"""Checks requests and webhook bodies against the platforms' published descriptions.

The descriptions are outside the project, in `../shared/contracts` from its root: a test that
uses them carries the mark `requires_contracts` and is skipped where they are absent.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.platforms import line_contract, telegram_contract
from tests.fakes.platforms.call import Call

ROOT = Path(__file__).resolve().parents[3]
LINE_API = "line-messaging-api.strict.yml"
LINE_WEBHOOK = "line-webhook.strict.yml"
TELEGRAM_API = "telegram-bot-api.json"


class ContractsAbsent(LookupError):
    """The folder of contracts is not there; the test lacks the mark `requires_contracts`."""


def contracts_folder() -> Path | None:
    """The folder of the platforms' descriptions, or None where a checkout has none."""
    folder = ROOT.parent / "shared" / "contracts"
    return folder if (folder / LINE_API).is_file() else None


requires_contracts = pytest.mark.skipif(
    contracts_folder() is None, reason="the platforms' contracts are not here (../shared/contracts)"
)


def line_problems(call: Call) -> list[str]:
    """Return the violations of LINE's description in a recorded call."""
    return line_contract.request_problems(_contract(LINE_API), call)


def line_answer_problems(method: str, status: int, body: Any) -> list[str]:
    """Return the violations of LINE's description in an answer to an operation."""
    return line_contract.answer_problems(_contract(LINE_API), method, status, body)


def line_webhook_problems(body: Any) -> list[str]:
    """Return the violations of LINE's description in the decoded body of a webhook request."""
    return line_contract.schema_problems(_contract(LINE_WEBHOOK), "CallbackRequest", body)


def telegram_problems(call: Call) -> list[str]:
    """Return the violations of Telegram's description in a recorded call."""
    return telegram_contract.request_problems(_contract(TELEGRAM_API), call.method, call.body)


def telegram_answer_problems(method: str, result: Any) -> list[str]:
    """Return the violations of Telegram's description in the `result` of a method."""
    return telegram_contract.answer_problems(_contract(TELEGRAM_API), method, result)


def telegram_update_problems(update: Any) -> list[str]:
    """Return the violations of Telegram's description in a webhook update."""
    return telegram_contract.value_problems(_contract(TELEGRAM_API), update, ["Update"], "update")


def problems(call: Call) -> list[str]:
    """Return the violations of the description of the call's own platform."""
    return line_problems(call) if call.platform == "line" else telegram_problems(call)


def _contract(name: str) -> Path:
    folder = contracts_folder()
    if folder is None:
        raise ContractsAbsent(name)
    return folder / name
