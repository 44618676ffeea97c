"""The script played in LINE: signed webhook calls in, the replies that LINE's API got out."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import httpx

from tests.platforms.ids import Ids
from tests.platforms.line_events import line_body, line_follow, line_postback, line_text, line_user_id, sign
from tests.platforms.recording_api import RecordingApi
from tests.transcripts.script import Step, Tapped
from tests.transcripts.transcript import Transcript

SECRET = "line-channel-secret"


class LineChat:
    """One officer in LINE."""

    def __init__(self, server: str, api: RecordingApi) -> None:
        self._server = server
        self._api = api
        self._ids = Ids()
        self._user = line_user_id(1)
        self._shown: list[dict[str, Any]] = []

    async def play(self, steps: tuple[Step, ...], transcript: Transcript) -> None:
        async with httpx.AsyncClient() as client:
            transcript.officer("เพิ่มเพื่อน")
            await self._deliver(client, line_follow(self._ids, self._user), transcript)
            for step in steps:
                if isinstance(step, Tapped):
                    transcript.officer(f"แตะ **{step.label}**")
                    event = line_postback(self._ids, self._user, self._data(step.label))
                else:
                    transcript.officer(f"พิมพ์ “{step.text}”")
                    event = line_text(self._ids, self._user, step.text)
                await self._deliver(client, event, transcript)

    async def _deliver(self, client: httpx.AsyncClient, event: dict[str, Any], transcript: Transcript) -> None:
        body = line_body(event)
        answer = await client.post(f"{self._server}/line/webhook", content=body, headers=sign(SECRET, body))
        assert answer.status_code == 200
        self._shown = self._api.line_messages(event["replyToken"])
        assert self._shown, "no reply"
        for message in self._shown:
            transcript.radap("\n".join(lines_of(message)))

    def _data(self, label: str) -> str:
        found = {action["data"] for message in self._shown for action in actions(message) if named(action, label)}
        assert len(found) == 1, f"{label!r} leads to {found}"
        return str(found.pop())


def named(action: dict[str, Any], label: str) -> bool:
    return action["type"] == "postback" and label in {action.get("label"), action.get("displayText")}


def actions(part: Any) -> Iterator[dict[str, Any]]:
    """Every action in a message, wherever it hangs."""
    if isinstance(part, list):
        for item in part:
            yield from actions(item)
    elif isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        for value in part.values():
            yield from actions(value)


def lines_of(message: dict[str, Any]) -> Iterator[str]:
    """A message as lines: a row in brackets can be tapped."""
    if message["type"] == "text":
        yield from message["text"].splitlines()
        return
    bubble = message["contents"]
    for part in ("header", "body", "footer"):
        yield from lines_of_part(bubble.get(part))


def lines_of_part(part: dict[str, Any] | None) -> Iterator[str]:
    if part is None or part["type"] in {"separator", "filler"}:
        return
    if part["type"] == "text":
        yield from part["text"].splitlines()
    elif part["type"] == "button":
        yield f"[{part['action']['label']}]" + (
            f"({unquote(part['action']['uri'])})" if "uri" in part["action"] else ""
        )
    elif part["layout"] == "horizontal" or "action" in part:
        row = [line for child in part["contents"] for line in lines_of_part(child)]
        if row:
            text = " · ".join(row)
            yield f"[{text}]" if "action" in part else text
    else:
        for child in part["contents"]:
            yield from lines_of_part(child)
