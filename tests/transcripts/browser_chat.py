"""Runs the script in the browser chat: the page's own requests in, the shown messages out."""

from typing import Any

import httpx

from tests.transcripts.script import SentFile, Tapped, Typed
from tests.transcripts.transcript import Transcript

Json = dict[str, Any]


class BrowserChat:
    """One officer on the chat page; the cookie names the conversation."""

    def __init__(self, client: httpx.AsyncClient, transcript: Transcript) -> None:
        self._client = client
        self._transcript = transcript
        self._count = 0
        self._shown: list[Json] = []

    async def send(self, **event: str) -> None:
        self._count += 1
        self._show(await self._client.post("/chat/turn", json={"id": f"event-{self._count:04}", **event}))

    async def send_file(self, content: bytes) -> None:
        self._count += 1
        self._show(await self._client.post("/chat/file", params={"id": f"event-{self._count:04}"}, content=content))

    def _show(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200
        self._shown = answer.json()["messages"]
        for message in self._shown:
            self._transcript.radap("\n".join(written(message)))

    async def take(self, step: Tapped | Typed | SentFile) -> None:
        if isinstance(step, SentFile):
            self._transcript.officer(step.told)
            await self.send_file(step.content)
        elif isinstance(step, Tapped):
            self._transcript.officer(f"กด **{step.label}**")
            await self.send(kind="tap", tap=self._button(step.label))
        else:
            self._transcript.officer(f"พิมพ์ “{step.text}”")
            await self.send(kind="text", text=step.text)

    def _button(self, label: str) -> str:
        buttons = [*self._shown[-1]["choices"], *self._shown[-1]["controls"]]
        (tap,) = {button["tap"] for button in buttons if button["label"] == label}
        return str(tap)


async def play_in_browser(server: str, steps: tuple[Tapped | Typed | SentFile, ...], transcript: Transcript) -> None:
    async with httpx.AsyncClient(base_url=server) as client:
        page = await client.get("/chat")
        name, _, value = page.headers["set-cookie"].split(";")[0].partition("=")
        client.headers["cookie"] = f"{name}={value}"
        chat = BrowserChat(client, transcript)
        transcript.officer("เปิดหน้าแชต")
        await chat.send(kind="greeting")
        for step in steps:
            await chat.take(step)


def written(message: Json) -> list[str]:
    lines = []
    if message["progress"]:
        lines.append(f"{message['progress']['done']}/{message['progress']['total']}")
    lines += [message["title"]] if message["title"] else []
    for block in message["blocks"]:
        if block["type"] == "paragraph":
            lines += block["text"].splitlines()
        else:
            lines += [block["title"], *map(row, block["entries"])]
    lines += [button(choice) for choice in message["choices"]]
    controls = " ".join(f"[{control['label']}]" for control in message["controls"])
    links = [*map(_link, message["links"]), *map(_link, message["pages"])]
    return [*lines, *([controls] if controls else []), *links]


def row(entry: Json) -> str:
    text = f"{entry['number']}. {entry['label']}" if entry["number"] else entry["label"]
    text = f"{text}: {entry['value']}" if entry["value"] else text
    return " ".join((f"[{text}]", entry["detail"])).rstrip() if entry["tap"] else text


def button(choice: Json) -> str:
    parts = (choice["number"], choice["label"], choice["detail"])
    return f"[{' · '.join(part for part in parts if part)}]"


def _link(link: Json) -> str:
    """A link, or the text that one tap selects."""
    is_text = link.get("purpose") == "clipboard"
    return f"{link['label']}: {link['text']}" if is_text else f"[{link['label']}]({link['url']})"
