from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.telegram.html import HtmlMessage, render_messages
from bot.shared.links import Links
from flows.engine import Engine
from flows.i18n.language import Language
from flows.model.events import Button, Greeting, encode_button
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
from flows.understanding.reader import offered
from tests.fakes.platforms.call import Call
from tests.fakes.platforms.contracts import telegram_problems
from tests.fakes.platforms.limits import parse_html, telegram_limit_problems, utf16_units
from tests.fakes.talk import Talk
from tests.worked_example import GROUP_ANSWERS

PUBLIC, LOCAL = Links("https://radap.example.go.th"), Links("http://127.0.0.1:8000")
TOKEN = "q1w2e3r4t5y6u7i8o9p0aZ"
ASSESSMENT = "abc12345"
OPEN = ResultLink("เปิดผลฉบับเต็ม", TOKEN, LinkPurpose.OPEN)
SHARE = ResultLink("แชร์ให้เพื่อนร่วมงาน", TOKEN, LinkPurpose.SHARE, "ผลประเมิน: ก & ข")


def press(choice: str) -> Button:
    return Button("level_identity", choice)


def choice(label: str, **more: object) -> Choice:
    return replace(Choice(label, press(f"c{len(label)}")), **more)  # type: ignore[arg-type]


def one(message: Message, links: Links = PUBLIC) -> HtmlMessage:
    (rendered,) = render_messages([message], links, ASSESSMENT)
    return rendered


def said(*blocks: Paragraph | Section) -> str:
    return one(Message("สรุป", blocks)).html


def rows(rendered: HtmlMessage) -> list[list[str]]:
    keyboard = rendered.keyboard["inline_keyboard"] if rendered.keyboard else []
    return [[button["text"] for button in row] for row in keyboard]


def call_of(rendered: HtmlMessage) -> Call:
    keyboard = {"reply_markup": rendered.keyboard} if rendered.keyboard else {}
    body = {"chat_id": 1, "text": rendered.html, "parse_mode": "HTML", **keyboard}
    return Call("telegram", "sendMessage", "", {}, body, 200)


def whole_talk(talk: Talk) -> Iterator[Sequence[Message]]:
    """Return every kind of message that a conversation has."""
    talk.send(Greeting())
    yield talk.messages
    for command in ("/help", "/language"):
        talk.type(command)
        yield talk.messages
    talk.type("/language")
    talk.tap("agree")
    yield talk.messages
    for text in ('การขออนุญาต <b>ขาย</b> & "สินค้า" \' ' + "ก" * 150, "ส่วนงานทดลอง"):
        talk.type(text)
        yield talk.messages
    for choices in (["skip"], ["skip"], ["!explain"], ["!list"], ["!ask"], ["!explain"], GROUP_ANSWERS, ["!explain"]):
        talk.tap(*choices)
        yield talk.messages
    talk.type("อะไรนะ")
    yield talk.messages
    for level in ("none", "initial", "standard", "advanced") * 3:
        talk.tap(level)
        yield talk.messages
    for last in ("confirm", "!results"):
        talk.tap(last)
        yield talk.messages
    talk.type("/delete")
    yield talk.messages


@pytest.fixture(params=list(Language))
def talk(request: pytest.FixtureRequest, dialogue: Engine) -> Talk:
    return Talk(dialogue, request.param)


@pytest.mark.parametrize("links", [PUBLIC, LOCAL], ids=["public", "local"])
def test_every_message_of_a_conversation_keeps_to_telegrams_limits(talk: Talk, links: Links) -> None:
    for messages in whole_talk(talk):
        for rendered in render_messages(messages, links, ASSESSMENT):
            assert telegram_limit_problems("sendMessage", call_of(rendered).body) == []


def test_every_message_of_a_conversation_is_as_telegram_describes_it(talk: Talk) -> None:
    for messages in whole_talk(talk):
        for rendered in render_messages(messages, PUBLIC, ASSESSMENT):
            assert telegram_problems(call_of(rendered)) == []


def test_every_choice_has_exactly_one_button(talk: Talk) -> None:
    for messages in whole_talk(talk):
        for message in messages:
            keyboard = render_messages([message], PUBLIC, ASSESSMENT)[-1].keyboard
            buttons = [button for row in keyboard["inline_keyboard"] for button in row] if keyboard else []
            data = [button.get("callback_data") for button in buttons if button.get("callback_data")]
            presses = [button.press for button in offered(message)]
            assert sorted(map(str, data)) == sorted(encode_button(item, ASSESSMENT) for item in presses)


def test_a_question_shows_progress_title_and_text_in_this_order() -> None:
    message = Message("สรุป", (Paragraph("ตอนนี้เป็นอย่างไร"),), title="การอนุมัติ", progress=Progress(3, 12))
    assert one(message).html == "3/12 ▰▰▰▱▱▱▱▱▱▱▱▱\n<b>การอนุมัติ</b>\n\nตอนนี้เป็นอย่างไร"


@pytest.mark.parametrize(
    ("done", "total", "bar"), [(1, 4, "▰▱▱▱"), (4, 4, "▰▰▰▰"), (30, 60, "▰▰▰▰▰▰▱▱▱▱▱▱"), (1, 60, "▱▱▱▱▱▱▱▱▱▱▱▱")]
)
def test_the_bar_has_a_sign_a_question_and_at_most_twelve(done: int, total: int, bar: str) -> None:
    assert one(Message("", title="ก", progress=Progress(done, total))).html.startswith(f"{done}/{total} {bar}\n")


def test_officers_texts_are_escaped() -> None:
    written = "<b>ก</b> & <script> &amp; > ข"
    message = Message(written, (Paragraph(written), Section(written, (Entry(written, written),))), title=written)
    parsed = parse_html(one(replace(message, choices=(choice(written, detail=written, level=1),))).html)
    assert parsed.problems == []
    assert parsed.text.count(written) == 7


def test_roles_look_different() -> None:
    assert said(Paragraph("ก")) == "ก"
    assert said(Paragraph("ก", Role.HEADING), Paragraph("ข")) == "<b>ก</b>\nข"
    assert said(Paragraph("ก", Role.NOTICE), Paragraph("ข")) == "ℹ️ ก\n\nข"
    assert said(Paragraph("ก", Role.REMARK)) == "<i>ก</i>"


def test_a_long_remark_is_folded() -> None:
    assert said(Paragraph("ก" * 500, Role.REMARK)).startswith("<blockquote expandable>ก")


def test_a_section_lists_its_rows_with_the_level_in_colour() -> None:
    entries = (Entry("ชื่อ", "ก"), Entry("สืบค้น", "มาตรฐาน", level=2, number="6"), Entry("ระดับ", number="7"))
    assert said(Section("ข้อมูล", entries)) == "<b>ข้อมูล</b>\n• ชื่อ — ก\n🔵 6. สืบค้น — มาตรฐาน\n7. ระดับ"
    assert said(Section("ว่าง", ()), Paragraph("ก")) == "ก"
    assert said(Paragraph("ก"), Section("", entries[:1])) == "ก\n\n• ชื่อ — ก"


def test_choices_with_a_meaning_are_listed_and_others_are_buttons_only() -> None:
    levels = (choice("ไม่มี", number="0", level=0), choice("เริ่มต้น", number="1", level=1, detail="ส่งทางอีเมล"))
    rendered = one(Message("สรุป", (Paragraph("ถาม"),), choices=levels))
    assert rendered.html == "ถาม\n\n⚪ <b>0 ไม่มี</b>\n\n🟠 <b>1 เริ่มต้น</b> — ส่งทางอีเมล"
    assert rows(rendered) == [["⚪ ไม่มี", "🟠 เริ่มต้น"]]
    assert one(Message("สรุป", (Paragraph("ถาม"),), choices=(choice("ใช่", number="1"),))).html == "ถาม"


def test_a_number_that_the_label_has_is_not_repeated() -> None:
    group = choice("กลุ่ม 3.1 ธุรกรรมระดับท้องถิ่น", number="3.1", detail="ธุรกรรมกับรัฐ")
    assert one(Message("", choices=(group,))).html == "<b>กลุ่ม 3.1 ธุรกรรมระดับท้องถิ่น</b> — ธุรกรรมกับรัฐ"


def test_short_answers_share_a_row_and_a_long_one_has_its_own() -> None:
    labels = ("ใช่", "ไม่ใช่", "ยังไม่เป็นอิเล็กทรอนิกส์", "เริ่มต้น", "มาตรฐาน", "สูง")
    choices = tuple(Choice(label, press(f"c{index}")) for index, label in enumerate(labels))
    shown = rows(one(Message("ถาม", choices=choices)))
    assert shown == [["ใช่", "ไม่ใช่"], ["ยังไม่เป็นอิเล็กทรอนิกส์"], ["เริ่มต้น", "มาตรฐาน"], ["สูง"]]


def test_the_earlier_answer_is_ticked_and_styles_mark_primary_and_dangerous_buttons() -> None:
    choices = (choice("ลบ", style=Style.DANGER), choice("เริ่ม", style=Style.PRIMARY), choice("ไม่ลบ", chosen=True))
    keyboard = one(Message("ถาม", choices=choices)).keyboard
    assert keyboard
    shown = [(button["text"], button.get("style")) for row in keyboard["inline_keyboard"] for button in row]
    assert shown == [("ลบ", "danger"), ("เริ่ม", "primary"), ("✓ ไม่ลบ", None)]


def test_rows_to_change_come_first_and_controls_last() -> None:
    entries = tuple(Entry(f"ข้อ {n}", number=str(n), press=press(f"e{n}")) for n in range(1, 18))
    controls = tuple(Choice(label, press(f"!{label}")) for label in ("a", "b", "c", "d"))
    message = Message("ถาม", (Section("คำตอบ", entries),), choices=(choice("ยืนยัน"),), controls=controls)
    shown = rows(one(message))
    assert shown[0] == ["1 ข้อ 1", "2 ข้อ 2"]
    assert [len(row) for row in shown] == [2] * 8 + [1, 1, 2, 2]
    assert shown[-3:] == [["ยืนยัน"], ["a", "b"], ["c", "d"]]
    assert rows(one(replace(message, controls=controls[:3])))[-1] == ["a", "b", "c"]


def test_a_result_can_be_opened_and_shared() -> None:
    keyboard = one(Message("ผล", links=(OPEN, SHARE))).keyboard
    assert keyboard
    urls = [button["url"] for row in keyboard["inline_keyboard"] for button in row]
    assert urls[0] == f"https://radap.example.go.th/r/{TOKEN}"
    assert urlsplit(urls[1])._replace(query="").geturl() == "https://t.me/share/url"
    assert parse_qs(urlsplit(urls[1]).query) == {"url": [urls[0]], "text": [SHARE.text]}


def test_a_code_or_an_address_is_copied_by_one_tap() -> None:
    copies = (
        ResultLink("คัดลอกรหัส", "ABCD-EFGH", LinkPurpose.CLIPBOARD, is_code=True),
        ResultLink("คัดลอกลิงก์", TOKEN, LinkPurpose.CLIPBOARD, is_portfolio=True),
    )
    keyboard = one(Message("ผล", links=copies)).keyboard
    assert keyboard
    assert keyboard["inline_keyboard"] == [
        [
            {"text": "คัดลอกรหัส", "copy_text": {"text": "ABCD-EFGH"}},
            {"text": "คัดลอกลิงก์", "copy_text": {"text": f"https://radap.example.go.th/p/{TOKEN}"}},
        ]
    ]


def test_an_address_that_telegram_does_not_copy_is_opened() -> None:
    long = Links(f"https://radap.example.go.th/{'x' * 256}")
    keyboard = one(Message("ผล", links=(ResultLink("คัดลอกลิงก์", TOKEN, LinkPurpose.CLIPBOARD),)), long).keyboard
    assert keyboard
    assert keyboard["inline_keyboard"] == [[{"text": "คัดลอกลิงก์", "url": long.result(TOKEN)}]]


def test_a_long_text_to_share_is_cut_and_the_address_is_not() -> None:
    keyboard = one(Message("ผล", links=(replace(SHARE, text="ก" * 5000),))).keyboard
    assert keyboard
    url = str(keyboard["inline_keyboard"][0][0]["url"])
    assert len(url) <= 2000
    shared = parse_qs(urlsplit(url).query)
    assert shared["url"] == [f"https://radap.example.go.th/r/{TOKEN}"]
    assert shared["text"][0].startswith("ก" * 100)


def test_a_local_address_is_text_because_telegram_refuses_such_buttons() -> None:
    rendered = one(Message("ผล", (Paragraph("ก"),), links=(OPEN, SHARE)), LOCAL)
    assert rendered.html == f"ก\n\nเปิดผลฉบับเต็ม: http://127.0.0.1:8000/r/{TOKEN}"
    assert rendered.keyboard is None


PAGES = (
    PageLink("อ่านฉบับเต็มพร้อมที่มา", PublicPage.ABOUT, Language.THAI),
    PageLink("Radap อ่านมาตรฐานอย่างไร", PublicPage.READINGS, Language.ENGLISH, "partly_met"),
)


def test_pages_are_buttons_beneath_all_others() -> None:
    rendered = one(Message("ถาม", (Paragraph("ก"),), controls=(choice("กลับ"),), pages=PAGES))
    assert rendered.keyboard
    assert rows(rendered) == [["กลับ"], [PAGES[0].label], [PAGES[1].label]]
    urls = [button["url"] for row in rendered.keyboard["inline_keyboard"][1:] for button in row]
    assert urls == [
        "https://radap.example.go.th/about?lang=th",
        "https://radap.example.go.th/readings?lang=en#partly_met",
    ]


def test_pages_of_this_machine_are_text() -> None:
    rendered = one(Message("ถาม", (Paragraph("ก"),), pages=PAGES[:1]), LOCAL)
    assert rendered.html == f"ก\n\n{PAGES[0].label}: http://127.0.0.1:8000/about?lang=th"
    assert rendered.keyboard is None


def test_a_message_that_is_too_long_becomes_several_and_the_last_has_the_buttons() -> None:
    paragraphs = tuple(Paragraph(f"{n} " + "คำ < ง่าย ๆ " * 60) for n in range(20))
    parts = render_messages([Message("สรุป", paragraphs, choices=(choice("ใช่"),))], PUBLIC, ASSESSMENT)
    assert len(parts) > 1
    assert [part.keyboard is not None for part in parts] == [False] * (len(parts) - 1) + [True]
    texts = [parse_html(part.html).text for part in parts]
    assert all(utf16_units(text) <= 4096 for text in texts)
    assert "\n\n".join(texts) == "\n\n".join(paragraph.text.strip() for paragraph in paragraphs)


def test_a_single_text_that_is_too_long_is_split_with_its_markup() -> None:
    parts = render_messages([Message("สรุป", (Paragraph("😀 ก<ข " * 2000, Role.REMARK),))], PUBLIC, ASSESSMENT)
    parsed = [parse_html(part.html) for part in parts]
    assert len(parsed) > 2
    assert all(not part.problems and utf16_units(part.text) <= 4096 for part in parsed)
    assert "".join("".join(part.text.split()) for part in parsed) == "😀ก<ข" * 2000


def test_a_message_without_any_text_shows_its_summary() -> None:
    assert one(Message("ลบ & จบ", (Paragraph("  "),))).html == "ลบ &amp; จบ"
