"""The members of a large group tap the same button at once: the time until the last reply."""

import asyncio
import json
import re
import time
from collections.abc import Sequence
from functools import partial

from tests.bench.officers import LINE_SECRET, TELEGRAM_SECRET, Delivery
from tests.bench.program import Program, Running
from tests.bench.setup import BenchSetup
from tests.fakes.platforms import line_events, telegram_updates
from tests.fakes.platforms.line_events import line_body, line_user_id, sign
from tests.fakes.platforms.telegram_updates import secret_headers, update_body

MEMBERS, GROUPS = 200, 5
AGREE = re.compile(r'"(?:data|callback_data)": "([^"]*:agree)"')


async def last_answers(setup: BenchSetup, program: Program) -> Sequence[float]:
    """Return the seconds from the taps to the last reply, for one group after the other; the first is the warm-up."""
    await setup.redis.client.flushall()
    crowd = _line_crowd if program.platform == "line" else _telegram_crowd
    async with setup.playing(program) as (server, _):
        seconds = [await _tap_at_once(setup, server, await crowd(setup, server, group)) for group in range(GROUPS + 1)]
    return seconds[1:]


async def _line_crowd(setup: BenchSetup, server: Running, group: int) -> Sequence[Delivery]:
    source = {"type": "group", "groupId": f"G{group:032x}"}

    def call(event: line_events.Event, **user: str) -> Delivery:
        body = line_body(event | {"source": source | user})
        return Delivery("/line/webhook", body, sign(LINE_SECRET, body))

    join = line_events.line_join(setup.ids)
    await setup.deliver(server, call(join))
    data = _button(setup.platforms.shown[join["replyToken"]])
    users = [line_user_id(number) for number in range(MEMBERS)]
    return [call(line_events.line_postback(setup.ids, user, data), userId=user) for user in users]


async def _telegram_crowd(setup: BenchSetup, server: Running, group: int) -> Sequence[Delivery]:
    chat = -1_001_000_000_000 - group

    def call(update: telegram_updates.Update) -> Delivery:
        return Delivery("/telegram/webhook", update_body(update), secret_headers(TELEGRAM_SECRET))

    in_group = partial(telegram_updates.tap_update, setup.ids, chat, kind="supergroup")
    await setup.deliver(
        server, call(telegram_updates.text_update(setup.ids, chat, "/start", user=1, kind="supergroup"))
    )
    shown = setup.platforms.shown[str(chat)]
    return [call(in_group(int(shown["message_id"]), _button(shown), user=1000 + n)) for n in range(MEMBERS)]


def _button(shown: object) -> str:
    (data,) = set(AGREE.findall(json.dumps(shown)))
    return str(data)


async def _tap_at_once(setup: BenchSetup, server: Running, taps: Sequence[Delivery]) -> float:
    begin = time.perf_counter()
    await asyncio.gather(*(setup.deliver(server, tap) for tap in taps))
    return time.perf_counter() - begin
