"""Passing a result on: plain links, the address, its QR code, a cover note, and the chats to begin an own one."""

import dataclasses
import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from bot.collaboration.chat_links import ChatLinks
from bot.config.data_files import load_catalogues
from bot.results.lookup import blank_result
from bot.results.page import render_result
from bot.shared.chat_link import Chat
from bot.shared.links import Links
from bot.storage.store import Store
from bot.web.pages import WebPages
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.note_keys import NOTE_PREFIX
from flows.model.result import Result
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.web import HOSTILE, SITE
from tests.fakes.worked_result import TOKEN, publish, with_service_data

ADDRESS = f"{SITE}/r/{TOKEN}"


def section(page: str) -> str:
    found = re.search(r'<section class="share">.*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def targets(html: str) -> dict[str, str]:
    """Return what the links of a part of a page lead to, by their labels."""
    return {label: unescape(address) for address, label in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)}


@pytest.mark.parametrize("name", [worked_example.SERVICE, HOSTILE, "ก & ข = 100% #1 + 2\n?"])
async def test_plain_links_pass_the_address_and_the_name_on(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues, name: str
) -> None:
    page = (await client.get(await publish(store, with_service_data(result, service=name)))).text
    share, say = section(page), catalogues[Language.THAI]
    line, telegram, mail = (targets(share)[say(f"share.{key}")] for key in ("line", "telegram", "mail"))
    text = say("result.share_text", service=name, group=worked_example.GROUP)
    assert unquote(line.removeprefix("https://line.me/R/share?text=")) == f"{text}\n{ADDRESS}"
    assert parse_qs(urlsplit(telegram).query) == {"url": [ADDRESS], "text": [text]}
    assert telegram.startswith("https://t.me/share/url?")
    written = parse_qs(urlsplit(mail).query)
    assert mail.startswith("mailto:?")
    assert written["subject"] == [text]
    assert [line.strip() for line in written["body"][0].split("\r\n")] == f"{text}\n{ADDRESS}".split("\n"), "RFC 6068"
    note = re.search(r"<bdi>(เรียน ….*?)</bdi>", share, re.DOTALL)
    assert note
    for said in (name, worked_example.AGENCY, say("verdict.partial"), ADDRESS, say("share.note.closing")):
        assert said in unescape(note[1])
    assert f'<p class="selected">{ADDRESS}</p>' in share
    assert "<script" not in page
    assert all('rel="noopener noreferrer"' in link for link in re.findall(r'<a href="https[^>]*>', share))


async def test_the_qr_code_on_screen_leads_to_the_page(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    share = section((await client.get(await publish(store, result))).text)
    (found,) = zxingcpp.read_barcodes(drawn(share))
    assert found.text == ADDRESS


def drawn(html: str) -> Image.Image:
    """Draw the QR code of a page: its SVG is one path of horizontal lines."""
    size, path = re.search(r'viewBox="0 0 (\d+) .*class="qrline" stroke="#000" d="([^"]+)"', html, re.DOTALL).groups()  # type: ignore[union-attr]
    scale = 8
    picture = Image.new("L", (int(size) * scale, int(size) * scale), 255)
    pen, x, y = ImageDraw.Draw(picture), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            pen.rectangle((x * scale, (y - 0.5) * scale, (x + values[0]) * scale - 1, (y + 0.5) * scale - 1), fill=0)
            x += values[0]
        elif command == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return picture


async def test_the_private_answers_are_not_passed_on(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    hidden = dataclasses.replace(result, shows_assessor=False)
    share = section((await client.get(await publish(store, hidden))).text)
    assert worked_example.ASSESSOR not in unquote(unescape(share))


async def test_a_provisional_result_says_so_in_the_note(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    open_result = dataclasses.replace(result, is_provisional=True, levels={"search": "none"})
    share = section((await client.get(await publish(store, open_result))).text)
    assert "ผลเบื้องต้น ยังไม่ครบ 1/12" in share


async def test_evidence_is_a_link_that_gives_nothing_away(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    noted = dataclasses.replace(result, notes={f"{NOTE_PREFIX}search": "https://www.example.go.th/search?q=1 (ดู)"})
    page = (await client.get(await publish(store, noted))).text
    assert (
        '<bdi><a href="https://www.example.go.th/search?q=1" rel="noopener noreferrer nofollow">'
        'https://www.example.go.th/search?q=1</a> <span class="host">(www.example.go.th)</span> (ดู)</bdi>'
    ) in page


def test_a_reader_can_begin_an_own_assessment(criteria: Criteria) -> None:
    links, catalogues = Links(SITE), load_catalogues()
    chats = ChatLinks(links, has_chat_page=True)
    names: dict[Chat, str | None] = {Chat.LINE: None, Chat.TELEGRAM: "radap_bot"}
    chats.add(Chat.LINE, lambda: names[Chat.LINE])
    chats.add(Chat.TELEGRAM, lambda: names[Chat.TELEGRAM])
    assert [link.address for link in chats.start()] == ["https://t.me/radap_bot", f"{SITE}/chat"]
    names[Chat.LINE] = "@123abc"
    blank = blank_result(criteria, catalogues[Language.THAI])
    loaded = dataclasses.replace(blank, result=dataclasses.replace(blank.result, token=TOKEN))
    share = section(render_result(WebPages(catalogues), loaded, links, chats.start()))
    begun = {label: address for label, address in targets(share).items() if label.startswith("เริ่ม")}
    assert begun == {
        "เริ่มใน LINE": "https://line.me/R/ti/p/%40123abc",
        "เริ่มใน Telegram": "https://t.me/radap_bot",
        "เริ่มในเบราว์เซอร์": f"{SITE}/chat",
    }
    assert "/chat" not in section(render_result(WebPages(catalogues), loaded, links))


async def test_the_sample_passes_nothing_on(client: httpx.AsyncClient) -> None:
    assert 'class="share"' not in (await client.get("/example")).text
