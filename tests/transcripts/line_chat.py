"""A chat in LINE: signed webhook calls in, the replies that LINE's API got out."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from tests.fakes.platforms import line_events
from tests.fakes.platforms.line_events import Event, Source, line_body, line_user_id, sign
from tests.transcripts.members import NUMBERS
from tests.transcripts.script import (
    Action,
    Blocked,
    Reworded,
    Sent,
    SentFile,
    Tapped,
    TookBack,
    Typed,
)
from tests.transcripts.transcript import Transcript
from tests.transcripts.world import LINE_SECRET, World


class LineChat:
    """One officer, or a group of them, in LINE."""

    def __init__(self, world: World, transcript: Transcript, *, is_group: bool = False) -> None:
        self._world = world
        self._transcript = transcript
        self._ids = world.ids
        self._users = {name: line_user_id(world.people + number) for name, number in NUMBERS.items()}
        self._source: Source = "group" if is_group else "user"
        self._shown: list[list[dict[str, Any]]] = []
        self._typed: Event = {}
        world.people += len(NUMBERS)
        world.api.line.profiles |= {user: {"displayName": name} for name, user in self._users.items() if name}

    async def begin(self) -> None:
        if self._source == "group":
            self._transcript.officer("เพิ่ม Radap เข้ากลุ่ม")
            await self._deliver(line_events.line_join(self._ids))
        else:
            self._transcript.officer("เพิ่มเพื่อน")
            await self._deliver(line_events.line_follow(self._ids, self._users[""]))

    async def take(self, step: Action) -> None:
        match step:
            case Tapped():
                self._transcript.officer(f"แตะ **{step.label}**{' ในข้อความก่อนหน้า' * bool(step.earlier)}", step.by)
                data, user = self._data(step), self._users[step.by]
                await self._deliver(line_events.line_postback(self._ids, user, data, source=self._source))
            case Typed():
                self._transcript.officer(f"พิมพ์ “{step.text}”", step.by)
                user = self._users[step.by]
                self._typed = line_events.line_text(self._ids, user, step.text, source=self._source)
                await self._deliver(self._typed)
            case Sent():
                make = {
                    "sticker": line_events.line_sticker,
                    "picture": line_events.line_image,
                    "location": line_events.line_location,
                }
                self._transcript.officer(f"ส่ง {step.what}")
                await self._deliver(make[step.what](self._ids, self._users[""]))
            case SentFile():
                self._transcript.officer(step.told)
                event = line_events.line_file(self._ids, self._users[""], "บริการ.csv", len(step.content))
                self._world.api.line.files[event["message"]["id"]] = step.content
                await self._deliver(event, replies=len(self._world.api.calls_of("line", "replyMessage")) + 1)
            case _:
                await self._happen(step)

    async def _happen(self, step: Reworded | TookBack | Blocked) -> None:
        match step:
            case TookBack() | Reworded():
                self._transcript.officer("ยกเลิกข้อความที่พิมพ์ล่าสุด")
                number = self._typed["message"]["id"]
                await self._deliver(line_events.line_unsend(self._ids, self._users[""], number))
            case Blocked():
                self._transcript.officer("บล็อก แล้วกลับมาเป็นเพื่อนอีกครั้ง")
                await self._deliver(line_events.line_unfollow(self._ids, self._users[""]))
                await self._deliver(line_events.line_follow(self._ids, self._users[""], unblocked=True))

    async def _deliver(self, event: Event, replies: int = 0) -> None:
        """Deliver an event; a file is answered after the webhook, when LINE has got so many replies."""
        body = line_body(event)
        await self._world.deliver("/line/webhook", body, sign(LINE_SECRET, body))
        await self._world.api.wait_for(replies, platform="line", method="replyMessage")
        shown = self._world.api.line_messages(event.get("replyToken", ""))
        if shown:
            self._shown.append(shown)
        else:
            self._transcript.silence()
        for message in shown:
            self._transcript.radap("\n".join(lines_of(message)))

    def _data(self, step: Tapped) -> str:
        reply = self._shown[-1]
        if step.earlier:
            reply = next(shown for shown in reversed(self._shown[:-1]) if says(shown, step.earlier))
        found = {action["data"] for action in actions(reply) if named(action, step.label)}
        assert len(found) == 1, f"{step.label!r} leads to {found}"
        return str(found.pop())


def says(reply: list[dict[str, Any]], text: str) -> bool:
    return any(text in line for message in reply for line in lines_of(message))


def named(action: dict[str, Any], label: str) -> bool:
    return action["type"] == "postback" and label in {action.get("label"), action.get("displayText")}


def actions(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every action in a message, at any depth."""
    if isinstance(part, list):
        for item in part:
            yield from actions(item)
    elif isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        for value in part.values():
            yield from actions(value)


def lines_of(message: dict[str, Any]) -> Iterator[str]:
    """Return a message as lines; a row in brackets can be tapped."""
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
