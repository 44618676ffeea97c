"""An officer on the chat page, who sends the requests that its script sends."""

import json
from typing import Any, Self

import aiohttp

from bot.channels.browser.cookies import COOKIE
from tests.fakes.officers import Delivery, Officer


class BrowserOfficer:
    """Reads the responses."""

    def __init__(self, cookie: str, number: int) -> None:
        self.cookie, self._number = cookie, number
        self._events = 0
        self.shown: list[dict[str, Any]] = []
        self.conversation = "browser:" + cookie.removeprefix(f"{COOKIE}=").partition(".")[0]

    @classmethod
    async def arrive(cls, http: aiohttp.ClientSession, address: str, number: int) -> Self:
        """Open the page, again and again while it cannot be opened."""
        while True:
            try:
                async with http.get(f"{address}/chat") as answer:
                    if answer.status == 200:
                        return cls(answer.headers["set-cookie"].partition(";")[0], number)
            except aiohttp.ClientError:
                continue

    def act(self, move: str) -> Delivery:
        self._events += 1
        event = {"kind": "text", "text": move[1:]} if move.startswith("=") else {"kind": "tap", "tap": self._tap(move)}
        body = json.dumps({"id": f"event-{self._number}-{self._events}", **event}).encode()
        headers = {"content-type": "application/json", "cookie": self.cookie}
        return Delivery("/chat/turn", body, body, headers, headers)

    def see(self, answer: bytes) -> None:
        self.shown = json.loads(answer)["messages"]

    def copy_screen(self, other: Officer) -> None:
        assert isinstance(other, BrowserOfficer)
        self.shown = other.shown

    def title(self) -> str:
        return str(self.shown[-1]["title"])

    def buttons(self) -> list[str]:
        return [button["tap"] for message in self.shown for button in (*message["choices"], *message["controls"])]

    def _tap(self, choice: str) -> str:
        return next(tap for tap in self.buttons() if tap.endswith(f":{choice}"))
