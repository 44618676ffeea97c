"""What Telegram does with a webhook's answer: a method named in it is carried out as if it had been called."""

import json

import aiohttp

from tests.fakes.platforms.recording_api import TELEGRAM_TOKEN, RecordingApi


async def carry_out(api: RecordingApi, answer: bytes) -> None:
    """Do what the content of an answer asks for; nobody learns what became of it."""
    if not answer:
        return
    parameters = json.loads(answer)
    method = parameters.pop("method")
    async with aiohttp.ClientSession() as http:
        url = f"{api.telegram_base_url}{TELEGRAM_TOKEN}/{method}"
        async with http.post(url, json=parameters) as taken:
            await taken.read()
