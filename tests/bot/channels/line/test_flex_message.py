import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from linebot.v3.messaging import Message as SdkMessage

from bot.channels.line.flex_message import FlexRenderer
from bot.shared.level_styles import level_style
from bot.shared.links import Links
from flows.engine import AnyEvent, Engine, Step
from flows.i18n.language import Language
from flows.model.events import Button, decode_button_press
from flows.model.messages import (
    Choice,
    Entry,
    LinkPurpose,
    Message,
    PageLink,
    Paragraph,
    Progress,
    PublicPage,
    ResultLink,
    Role,
    Section,
    Style,
)
from tests.fakes.platforms.call import Call
from tests.fakes.platforms.contracts import line_problems
from tests.fakes.platforms.counting import json_bytes
from tests.fakes.platforms.limits import line_limit_problems
from tests.fakes.talk import Talk
from tests.worked_example import GROUP_ANSWERS

LINKS = Links("https://radap.example.go.th")
ASSESSMENT = "abc123"
TOKEN = "q1w2e3r4t5y6u7i8o9p0aZ"
DEMAND = (
    "มีการรวบรวมเอกสารหรือภาพถ่ายเพื่อพิสูจน์ตัวตนผู้ใช้บริการ (อาจใช้วิดีโอคอลด้วย) "
    "โดยเทียบกับบัตรประจำตัวประชาชนหรือแหล่งข้อมูลที่น่าเชื่อถือ และยืนยันตัวตนให้เหมาะกับความเสี่ยงของบริการ"
)
BACK = Choice("‹ ย้อนกลับ", Button("level_identity", "!back"))
EXPLAIN = Choice("อธิบายเพิ่ม", Button("level_identity", "!explain"))


def level_question(*, chosen: int | None = None) -> Message:
    levels = (("none", "ไม่มี / ยังไม่เป็นอิเล็กทรอนิกส์"), ("initial", "เริ่มต้น"), ("standard", "มาตรฐาน"), ("advanced", "สูง"))
    return Message(
        summary="ตอนนี้พิสูจน์และยืนยันตัวตนอย่างไร",
        title="การพิสูจน์และยืนยันตัวตน",
        progress=Progress(3, 12),
        blocks=(Paragraph("รับทราบ", Role.NOTICE), Paragraph("ตอนนี้พิสูจน์และยืนยันตัวตนอย่างไร")),
        choices=tuple(
            Choice(
                label=name,
                press=Button("level_identity", level),
                number=str(rank),
                detail=DEMAND if rank else "",
                level=rank,
                chosen=rank == chosen,
            )
            for rank, (level, name) in enumerate(levels)
        ),
        controls=(BACK, EXPLAIN),
        placeholder="กดเลือก หรือพิมพ์เลข",
    )


def review(rows: int = 18, value: str = "มาตรฐาน") -> Message:
    return Message(
        summary="ตรวจทานคำตอบ",
        title="ตรวจทานคำตอบ",
        blocks=(
            Paragraph("แตะข้อที่ต้องการแก้"),
            Section(
                "ระดับของแต่ละกระบวนการ",
                tuple(
                    Entry(
                        label=f"กระบวนการออกใบอนุญาตหรือเอกสารอื่น {number}",
                        value=value,
                        level=number % 4,
                        number=str(number),
                        press=Button("review", f"row_{number}"),
                    )
                    for number in range(1, rows + 1)
                ),
            ),
        ),
        choices=(Choice("ยืนยันและดูผล", Button("review", "confirm"), style=Style.PRIMARY),),
        controls=(BACK,),
    )


def result(shared: str = "ผลประเมิน: การขออนุญาต") -> Message:
    return Message(
        summary="ผลประเมิน",
        title="ผลประเมิน",
        blocks=(
            Paragraph("การขออนุญาตก่อสร้างอาคาร", Role.HEADING),
            Section("สรุป", (Entry("กระบวนการตามที่แนะนำ", "ไม่สอดคล้องบางส่วน"),)),
            Section("ต้องทำเพิ่ม 1", (Entry("การติดตามสถานะและการแจ้งเตือน", level=0),)),
            Section("ต้องยกระดับ 0", ()),
            Paragraph("ตามเกณฑ์ฉบับร่าง", Role.REMARK),
        ),
        choices=(Choice("ประเมินบริการอื่น", Button("result", "!restart"), number="1"),),
        links=(
            ResultLink("เปิดผลฉบับเต็ม", TOKEN, LinkPurpose.OPEN),
            ResultLink("แชร์ให้เพื่อนร่วมงาน", TOKEN, LinkPurpose.SHARE, shared),
        ),
    )


def deletion() -> Message:
    choices = (
        Choice("ลบทั้งหมด", Button("ask_delete", "yes"), number="1", style=Style.DANGER),
        Choice("ไม่ลบ", Button("ask_delete", "no"), number="2"),
    )
    return Message(summary="ลบข้อมูล", title="ลบข้อมูล", blocks=(Paragraph("ลบเลยไหม"),), choices=choices)


PLAIN = Message(summary="วิธีใช้", title="วิธีใช้", blocks=(Paragraph("พิมพ์เลข"), Paragraph("/back ย้อนกลับ")))


def rendered(*messages: Message, links: Links = LINKS) -> list[dict[str, Any]]:
    """Return the messages as sent; every rendering must keep LINE's limits."""
    body = reply_body(messages, links)
    assert line_limit_problems(body) == []
    found: list[dict[str, Any]] = body["messages"]
    return found


def reply_body(messages: Sequence[Message], links: Links = LINKS) -> dict[str, Any]:
    reply = FlexRenderer(links).reply(messages, ASSESSMENT)
    body: dict[str, Any] = json.loads(orjson.dumps({"replyToken": "0" * 32, "messages": reply}))
    return body


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a message, from the outside in and in reading order."""
    if isinstance(value, list):
        for item in value:
            yield from parts(item)
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from parts(item)


def presses(message: dict[str, Any]) -> list[Button]:
    bubble = message["contents"]
    return [press_of(part) for part in parts(bubble) if part.get("type") == "postback"]


def press_of(action: dict[str, Any]) -> Button:
    tap = decode_button_press(action["data"])
    assert tap is not None
    assert tap.assessment == ASSESSMENT
    return tap.press


def texts(message: dict[str, Any]) -> list[str]:
    return [part["text"] for part in parts(message["contents"]) if part.get("type") == "text"]


def addresses(message: dict[str, Any]) -> list[str]:
    return [part["uri"] for part in parts(message["contents"]) if part.get("type") == "uri"]


def row_of(message: dict[str, Any], choice: str) -> dict[str, Any]:
    boxes = (part for part in parts(message["contents"]) if part.get("type") == "box")
    return next(box for box in boxes if box.get("action", {}).get("data", "").endswith(f":{choice}"))


def with_code() -> Message:
    copied = ResultLink("คัดลอกรหัส", "ABCD-EFGH", LinkPurpose.CLIPBOARD, is_code=True)
    return Message(summary="ส่งต่อ", title="ส่งต่อ", blocks=(Paragraph("รหัส ABCD-EFGH"),), links=(copied,))


SAMPLES = (with_code(), level_question(), level_question(chosen=2), review(), result(), deletion(), PLAIN)


@pytest.mark.parametrize("message", SAMPLES)
def test_every_rendering_is_as_line_describes_it(message: Message) -> None:
    body = reply_body((message,))
    assert line_problems(Call("line", "replyMessage", "/v2/bot/message/reply", {}, body, 200)) == []


@pytest.mark.parametrize("message", SAMPLES)
def test_the_sdk_knows_every_property(message: Message) -> None:
    for line in reply_body((message,))["messages"]:
        assert SdkMessage.from_dict(line).to_dict() == line


def test_a_question_is_one_bubble_with_every_answer_and_control_in_it() -> None:
    message = level_question()
    (line,) = rendered(message)
    assert line["type"] == "flex"
    assert line["altText"] == message.summary
    assert presses(line) == [choice.press for choice in (*message.choices, *message.controls)]
    assert set(texts(line)) >= {"3/12", message.title, *(c.label for c in message.choices), DEMAND}


def test_an_answer_button_sends_its_label_and_has_its_levels_colour() -> None:
    (line,) = rendered(level_question())
    row = row_of(line, "standard")
    assert row["action"]["displayText"] == "มาตรฐาน"
    badge = row["contents"][0]
    assert badge["backgroundColor"] == level_style(2).colour
    assert badge["contents"][0]["text"] == "2"


def test_the_answer_given_before_is_marked() -> None:
    (line,) = rendered(level_question(chosen=2))
    assert "✓ มาตรฐาน" in texts(line)
    assert [text for text in texts(line) if text.startswith("✓")] == ["✓ มาตรฐาน"]


@pytest.mark.parametrize(("done", "boxes"), [(1, 2), (12, 1)])
def test_the_progress_bar_has_a_box_for_each_side_that_is_not_empty(done: int, boxes: int) -> None:
    message = Message(summary="คำถาม", title="ชื่อบริการ", progress=Progress(done, 12), blocks=(Paragraph("ชื่อใด"),))
    (line,) = rendered(message)
    assert texts(line)[0] == f"{done}/12"
    bar = line["contents"]["header"]["contents"][0]["contents"][1]
    assert len(bar["contents"]) == boxes
    assert sum(box["flex"] for box in bar["contents"]) == 12


def test_every_text_in_a_bubble_wraps_unless_it_is_a_short_sign() -> None:
    for message in (level_question(chosen=1), review(), result(), deletion()):
        for line in rendered(message):
            shown = [part for part in parts(line["contents"]) if part.get("type") == "text" and "size" in part]
            assert all(part.get("wrap") or len(part["text"]) <= 5 for part in shown)


def test_controls_are_quick_replies_of_the_last_message_too() -> None:
    first, last = rendered(PLAIN, level_question())
    assert "quickReply" not in first
    items = last["quickReply"]["items"]
    assert [press_of(item["action"]) for item in items] == [BACK.press, EXPLAIN.press]


def test_a_message_of_paragraphs_alone_is_plain_text() -> None:
    (line,) = rendered(PLAIN)
    assert line == {"type": "text", "text": "วิธีใช้\n\nพิมพ์เลข\n\n/back ย้อนกลับ"}


def test_a_message_with_only_a_summary_shows_the_summary() -> None:
    assert rendered(Message(summary="เสร็จแล้ว")) == [{"type": "text", "text": "เสร็จแล้ว"}]


def test_very_long_plain_text_is_spread_over_messages() -> None:
    lines = rendered(Message(summary="ยาว", blocks=(Paragraph("คำที่ยาวมาก " * 900),)))
    assert len(lines) == 3
    assert all(line["type"] == "text" for line in lines)


def test_a_review_of_every_answer_keeps_all_rows_in_order_within_the_size_of_a_bubble() -> None:
    message = review(rows=18)
    lines = rendered(message)
    rows = [press for line in lines for press in presses(line)]
    assert rows == [Button("review", f"row_{n}") for n in range(1, 19)] + [message.choices[0].press, BACK.press]
    assert all(json_bytes(line["contents"]) <= 30_000 for line in lines)
    assert "header" in lines[0]["contents"]
    assert "footer" in lines[-1]["contents"]


def test_a_review_with_long_values_is_spread_over_bubbles() -> None:
    lines = rendered(review(rows=24, value="คำอธิบายลักษณะของบริการที่ยาวพอสมควร " * 12))
    assert len(lines) > 1
    assert sum(len(presses(line)) for line in lines) == 26
    assert ["header" in line["contents"] for line in lines] == [True] + [False] * (len(lines) - 1)
    assert ["footer" in line["contents"] for line in lines] == [False] * (len(lines) - 1) + [True]


def test_a_row_shows_its_level_by_shape_and_colour() -> None:
    (line,) = rendered(review(rows=3))
    mark = level_style(2)
    shown = [(part["text"], part["color"]) for part in parts(row_of(line, "row_2")) if part.get("type") == "text"]
    assert (mark.shape, mark.colour) in shown
    assert ("มาตรฐาน", mark.colour) in shown


@pytest.mark.parametrize("message", [level_question(chosen=1), review(rows=3), result(), deletion()])
def test_texts_and_buttons_grow_with_the_officers_font_size(message: Message) -> None:
    (line,) = rendered(message)
    grown = [part for part in parts(line["contents"]) if part.get("type") in {"text", "button"}]
    assert grown
    assert all(part["scaling"] is True for part in grown)


@pytest.mark.parametrize("verdict", ["ไม่สอดคล้องบางส่วน", "ไม่สอดคล้องทั้งหมด", "Does not conform"])
def test_a_verdict_beside_its_label_has_room_for_one_line(verdict: str) -> None:
    """A bubble is at least 260 px wide inside; a Thai letter of this size at most 9 px."""
    row = Section("", (Entry("กระบวนการตามที่แนะนำ", verdict),))
    (line,) = rendered(Message("", title="ผล", blocks=(row,)))
    label, value = [part for part in parts(line["contents"]["body"]) if part.get("flex") and "text" in part]
    letters = sum(unicodedata.category(letter) != "Mn" for letter in verdict)
    assert value["text"] == verdict
    assert 260 * value["flex"] / (label["flex"] + value["flex"]) >= 9 * letters


def test_a_result_can_be_opened_and_shared() -> None:
    (line,) = rendered(result())
    opened, shared = addresses(line)
    assert opened == f"https://radap.example.go.th/r/{TOKEN}"
    assert shared.startswith("https://line.me/R/share?text=")
    assert parse_qs(urlsplit(shared).query) == {"text": [f"ผลประเมิน: การขออนุญาต\n{opened}"]}


def test_a_code_or_an_address_is_copied_by_one_tap() -> None:
    address = ResultLink("คัดลอกลิงก์", TOKEN, LinkPurpose.CLIPBOARD, is_portfolio=True)
    (line,) = rendered(replace(with_code(), links=(*with_code().links, address)))
    actions = [part for part in parts(line["contents"]) if part.get("type") == "clipboard"]
    assert actions == [
        {"type": "clipboard", "label": "คัดลอกรหัส", "clipboardText": "ABCD-EFGH"},
        {"type": "clipboard", "label": "คัดลอกลิงก์", "clipboardText": f"https://radap.example.go.th/p/{TOKEN}"},
    ]


def test_a_long_text_to_share_is_cut_and_its_address_is_not() -> None:
    (line,) = rendered(result(shared="บริการขออนุญาตที่มีชื่อยาวมาก " * 20))
    shared = addresses(line)[1]
    (text,) = parse_qs(urlsplit(shared).query)["text"]
    assert 900 < len(shared) <= 1000
    assert text.startswith("บริการขออนุญาต")
    assert text.endswith(f"…\nhttps://radap.example.go.th/r/{TOKEN}")


def test_a_local_address_is_text_because_line_refuses_such_buttons() -> None:
    (line,) = rendered(result(), links=Links("http://127.0.0.1:8000"))
    assert addresses(line) == []
    assert any(f"http://127.0.0.1:8000/r/{TOKEN}" in text for text in texts(line))


ABOUT = PageLink("อ่านฉบับเต็มพร้อมที่มา", PublicPage.ABOUT, Language.THAI)
READING = PageLink("Radap อ่านมาตรฐานอย่างไร", PublicPage.READINGS, Language.ENGLISH, "partly_met")


@pytest.mark.parametrize("message", [level_question(), PLAIN], ids=["question", "plain text"])
def test_a_page_is_a_plain_link_beneath_everything_else(message: Message) -> None:
    (line,) = rendered(replace(message, pages=(ABOUT, READING)))
    footer = line["contents"]["footer"]["contents"]
    assert [part["style"] for part in footer[-2:]] == ["link", "link"]
    assert addresses(line) == [
        "https://radap.example.go.th/about?lang=th",
        "https://radap.example.go.th/readings?lang=en#partly_met",
    ]


def test_a_page_of_this_machine_is_text() -> None:
    (line,) = rendered(replace(level_question(), pages=(ABOUT,)), links=Links("http://127.0.0.1:8000"))
    assert addresses(line) == []
    assert f"{ABOUT.label}: http://127.0.0.1:8000/about?lang=th" in texts(line)


def test_merged_messages_keep_each_page_once() -> None:
    lines = rendered(*[replace(PLAIN, pages=(ABOUT,))] * 6, level_question())
    assert [address for line in lines for address in addresses(line)] == ["https://radap.example.go.th/about?lang=th"]


def test_a_list_of_results_has_a_button_for_each() -> None:
    links = tuple(ResultLink(f"{n}. การขออนุญาตก่อสร้างอาคารในเขต", f"{TOKEN}{n}", LinkPurpose.OPEN) for n in range(10))
    (line,) = rendered(Message(summary="ผลของฉัน", title="ผลของฉัน", links=links))
    assert len(addresses(line)) == 10


def test_a_long_label_is_cut_where_line_counts_it() -> None:
    long = Choice("เลือกกลุ่มการให้บริการที่ตรงกับบริการของหน่วยงานมากที่สุดด้วยตนเอง", BACK.press)
    (line,) = rendered(Message(summary="ถาม", blocks=(Paragraph("ถาม"),), choices=(long,), controls=(long,)))
    assert long.label in texts(line)


def test_an_overlong_summary_is_cut_for_notifications() -> None:
    message = Message(summary="ก" * 1600, title="หัวข้อ", controls=(BACK,))
    (line,) = rendered(message)
    assert len(line["altText"]) == 1500


def lines_of(messages: Sequence[Message]) -> list[str]:
    return [
        text for line in rendered(*messages) for text in (texts(line) if line["type"] == "flex" else [line["text"]])
    ]


def test_more_than_five_messages_are_merged_without_losing_an_answer() -> None:
    messages = [PLAIN] * 6 + [level_question()]
    shown = lines_of(messages)
    assert shown.count("/back ย้อนกลับ") == 6
    assert DEMAND in shown
    (line,) = rendered(*messages)
    assert presses(line) == [choice.press for choice in (*messages[-1].choices, *messages[-1].controls)]


class RenderedTalk(Talk):
    """A conversation whose every message is rendered for LINE."""

    def send(self, event: AnyEvent) -> Step:
        step = super().send(event)
        rendered(*step.messages)
        return step


@pytest.mark.parametrize("language", list(Language))
def test_every_message_of_a_conversation_keeps_lines_limits(dialogue: Engine, language: Language) -> None:
    talk = RenderedTalk(dialogue, language)
    talk.to_group_questions()
    talk.tap("!explain", "!list", "!back", "!explain", "!ask")
    talk.tap(*GROUP_ANSWERS)
    for level in ("none", "initial", "standard", "advanced") * 3:
        talk.tap("!explain", level)
    talk.tap("confirm")
    talk.type("/results", "/help", "/language", "/delete")
    assert talk.turns > 40
