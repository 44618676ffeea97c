"""Telegram's handling of a webhook's response: it executes a method named there like a call."""

import json

import aiohttp

from tests.fakes.platforms.recording_api import TELEGRAM_TOKEN, RecordingApi


async def carry_out(api: RecordingApi, answer: bytes) -> None:
    """Execute the method named in a response; its outcome is not reported."""
    if not answer:
        return
    parameters = json.loads(answer)
    method = parameters.pop("method")
    async with aiohttp.ClientSession() as http:
        url = f"{api.telegram_base_url}{TELEGRAM_TOKEN}/{method}"
        async with http.post(url, json=parameters) as taken:
            await taken.read()
