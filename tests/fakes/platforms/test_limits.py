from typing import Any

import pytest

from tests.fakes.platforms.call import UploadedFile
from tests.fakes.platforms.limits import (
    graphemes,
    json_bytes,
    line_limit_problems,
    parse_html,
    telegram_limit_problems,
    utf8_bytes,
    utf16_units,
)

FAMILY = "👨\u200d👩\u200d👧"


def action(**changes: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "สูง", "data": "3"} | changes


def uri(address: str) -> dict[str, Any]:
    return {"type": "uri", "label": "เปิด", "uri": address}


def text(words: str = "สวัสดี", **changes: Any) -> dict[str, Any]:
    return {"type": "text", "text": words} | changes


def quick(count: int = 1, **changes: Any) -> dict[str, Any]:
    return {"items": [{"type": "action", "action": action(**changes)}] * count}


def bubble(*components: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(components)}} | changes


def flex(contents: dict[str, Any], alt: str = "คำถาม") -> dict[str, Any]:
    return {"type": "flex", "altText": alt, "contents": contents}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": "button", "action": action(**changes)}


def carousel(*bubbles: dict[str, Any]) -> dict[str, Any]:
    return flex({"type": "carousel", "contents": list(bubbles)})


def template(kind: str, **changes: Any) -> dict[str, Any]:
    return {
        "type": "template",
        "altText": "ก",
        "template": {"type": kind, "text": "ก", "actions": [action()]} | changes,
    }


def box(layout: str, *components: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "box", "layout": layout, "contents": list(components)} | changes


def body(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"replyToken": "t", "messages": list(messages)}


IMAGE = {"type": "image", "url": "https://example.go.th/a.png"}
ICON = {"type": "icon", "url": "https://example.go.th/a.png"}


@pytest.mark.parametrize(
    ("words", "units", "clusters", "size"),
    [
        ("", 0, 0, 0),
        ("abc", 3, 3, 3),
        ("ที่นี่", 6, 2, 18),
        ("น้ำ", 3, 1, 9),
        ("ระดับ", 5, 4, 15),
        ("😀", 2, 1, 4),
        (FAMILY, 8, 1, 18),
        ("👍🏽", 4, 1, 8),
        ("🇹🇭🇱🇦", 8, 2, 16),
        ("e\u0301\r\n", 4, 2, 5),
        ("❤\ufe0f", 2, 1, 6),
    ],
)
def test_text_is_counted_in_every_unit(words: str, units: int, clusters: int, size: int) -> None:
    assert (utf16_units(words), graphemes(words), utf8_bytes(words)) == (units, clusters, size)


def test_json_is_counted_compact_and_in_utf8() -> None:
    assert json_bytes({"ก": [1, 2]}) == len('{"ก":[1,2]}'.encode())


@pytest.mark.parametrize(
    "request_body",
    [
        body(text("ก" * 5000)),
        body(text("😀" * 2500, quickReply=quick(13))),
        body(text(), text(), text(), text(), text()),
        body(text(quickReply=quick(label="น้ำ" * 20, displayText=FAMILY * 300, data="x" * 300))),
        body(text(quickReply={"items": [{"type": "action", "action": {"type": "camera", "label": "ก"}}]})),
        body(flex(bubble(button(label="ที่" * 40)), alt="ก" * 1500)),
        body(flex(bubble(box("baseline", ICON, {"type": "text", "text": "ก", "margin": "4px", "color": "#00000000"})))),
        body(flex(bubble({"type": "text", "contents": [{"type": "span", "text": "ก", "size": "xxs"}]}, hero=IMAGE))),
        body(
            flex(bubble(box("vertical", paddingAll="4%", height="4px", cornerRadius="xxl", action=action(label="ก"))))
        ),
        body(carousel(*[bubble(button())] * 12)),
        body(template("buttons", text="ก" * 160)),
        body(template("confirm", actions=[action(), uri("tel:021234567")])),
        body(text(quickReply={"items": [{"type": "action", "action": uri("https://a.th/" + "x" * 987)}]})),
        body(text(quickReply=quick(inputOption="openKeyboard", fillInText="ก"))),
        {"chatId": "U1", "loadingSeconds": 60},
        {"endpoint": "https://example.go.th/line"},
    ],
)
def test_a_line_body_within_the_limits_passes(request_body: dict[str, Any]) -> None:
    assert line_limit_problems(request_body) == []


@pytest.mark.parametrize(
    ("request_body", "told"),
    [
        (body(), "0, not 1 to 5"),
        (body(*[text()] * 6), "6, not 1 to 5"),
        (body(text("ก" * 5001)), "more than 5000"),
        (body(text("😀" * 2501)), "5002 UTF-16 units"),
        (body(text("")), "text: is empty"),
        (body(text(" \n")), "text: is empty"),
        (body(text(quickReply=quick()), text()), "never shown"),
        (body(text(quickReply=quick(14))), "14 items"),
        (body(text(quickReply=quick(0))), "0 items"),
        (body(text(quickReply=quick(label="น้ำ" * 21))), "21 characters, not 1 to 20"),
        (body(text(quickReply=quick(label=""))), "0 characters, not 1 to 20"),
        (body(text(quickReply={"items": [{"action": action()}]})), "always action"),
        (
            body(text(quickReply={"items": [{"type": "action", "action": {"type": "postback", "data": "1"}}]})),
            "a label",
        ),
        (body(text(quickReply=quick(data="x" * 301))), "data of a postback: 301"),
        (body(text(quickReply=quick(data="😀" * 151))), "data of a postback: 302"),
        (body(text(quickReply=quick(data=""))), "data of a postback: is empty"),
        (body(text(quickReply=quick(displayText="ก" * 301))), "displayText: 301"),
        (body(text(quickReply=quick(displayText="ก", text="ก"))), "both displayText and text"),
        (body(text(quickReply=quick(fillInText="ก"))), "openKeyboard"),
        (body(text(sender={"name": "ก" * 21})), "sender"),
        (body(flex(bubble(button()), alt="ก" * 1501)), "altText: 1501"),
        (body(flex(bubble(button()), alt="")), "altText: is empty"),
        (body(flex(bubble(button(label="ก" * 41)))), "41 characters, not 1 to 40"),
        (body(flex(bubble({"type": "button", "action": {"type": "postback", "data": "1"}}))), "needs a label"),
        (body(flex(bubble({"type": "text", "text": ""}))), "text component: is empty"),
        (body(flex(bubble({"type": "text"}))), "text component: is missing"),
        (body(flex(bubble({"type": "text", "text": "ก" * 10_000}))), "more than 30000"),
        (body(flex(bubble({"type": "text", "text": "ก", "color": "red"}))), "color 'red'"),
        (body(flex(bubble({"type": "text", "text": "ก", "size": "huge"}))), "size 'huge'"),
        (body(flex(bubble({"type": "text", "text": "ก", "margin": "4"}))), "margin '4'"),
        (body(flex(bubble({"type": "text", "contents": [{"type": "span", "text": ""}]}))), "span: is empty"),
        (body(flex(bubble(box("vertical", height="md")))), "height 'md'"),
        (body(flex(bubble(box("baseline", button())))), "a button cannot be in a baseline box"),
        (body(flex(bubble(box("baseline", {"type": "text", "text": "ก", "gravity": "top"})))), "gravity"),
        (body(flex(bubble(ICON))), "a icon cannot be in a vertical box"),
        (body(flex(bubble({"type": "span", "text": "ก"}))), "a span cannot be in a vertical box"),
        (body(flex(bubble({"type": "image", "url": "http://example.go.th/a.png"}))), "none of https"),
        (body(flex(bubble(button(), hero=button()))), "cannot be its hero"),
        (body(flex({"type": "bubble"})), "no block"),
        (body(flex(bubble(styles={"body": {"backgroundColor": "#fff"}}))), "backgroundColor '#fff'"),
        (body(carousel(*[bubble(button())] * 13)), "13 bubbles"),
        (body(carousel()), "0 bubbles"),
        (body(carousel(*[bubble({"type": "text", "text": "ก" * 4500})] * 4)), "more than 50000"),
        (body(carousel(bubble(button()), bubble(button(), size="kilo"))), "differ in size"),
        (body(template("buttons", text="ก" * 161)), "161 characters, more than 160"),
        (body(template("buttons", text="ก" * 61, title="ก")), "61 characters, more than 60"),
        (body(template("buttons", title="ก" * 41)), "title: 41"),
        (body(template("buttons", actions=[action()] * 5)), "actions: 5"),
        (body(template("confirm", text="ก" * 241, actions=[action()] * 2)), "text: 241"),
        (body(template("confirm")), "actions: 1, not 2 to 2"),
        (body(template("buttons", actions=[action(label="ก" * 21)])), "21 characters, not 1 to 20"),
        (body(template("carousel", columns=[{"text": "ก", "actions": [action()]}] * 11)), "11 columns"),
        (body(template("buttons", actions=[uri("https://a.th/" + "x" * 988)])), "1001 characters"),
        (body(template("buttons", actions=[uri("ftp://a.th")])), "begins with none of"),
        (body(template("buttons", actions=[uri("https://a.th/ผล")])), "not percent-encoded"),
        (body(template("buttons", actions=[uri("")])), "uri: is missing"),
        (body(template("buttons", actions=[{"type": "camera", "label": "ก"}])), "quick replies only"),
        (
            body(template("buttons", actions=[{"type": "message", "label": "ก", "text": "ก" * 301}])),
            "message action: 301",
        ),
        ({"chatId": "U1", "loadingSeconds": 7}, "loadingSeconds: 7"),
        ({"chatBarText": "ก" * 15, "name": "ก", "areas": []}, "chatBarText: 15"),
        ({"chatBarText": "ก", "name": "ก", "areas": [{"action": action()}] * 21}, "areas: 21"),
    ],
)
def test_a_line_body_beyond_a_limit_is_caught_and_named(request_body: dict[str, Any], told: str) -> None:
    assert any(told in problem for problem in line_limit_problems(request_body))


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def tap(**changes: Any) -> dict[str, Any]:
    return {"text": "สูง", "callback_data": "3"} | changes


def link(url: str) -> dict[str, Any]:
    return {"text": "เปิด", "url": url}


def message(words: str = "ก", markup: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {"chat_id": 1, "text": words} | ({} if markup is None else {"reply_markup": markup}) | changes


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMessage", message("ก" * 4096)),
        ("sendMessage", message(f"<b>{'ก' * 4096}</b>", parse_mode="HTML")),
        ("sendMessage", message("&lt;" * 4096, parse_mode="HTML")),
        ("sendMessage", message(markup=keyboard(*[[tap()] * 8] * 12, [tap()] * 4))),
        ("sendMessage", message(markup=keyboard([tap(callback_data="ก" * 21 + "x", style="primary")]))),
        ("sendMessage", message(markup=keyboard([link("https://t.me/share/url?url=a"), link("tg://user?id=1")]))),
        ("sendMessage", message(markup=keyboard([{"text": "ก", "copy_text": {"text": "ก" * 256}}]))),
        ("sendMessage", message(markup={"remove_keyboard": True})),
        ("editMessageText", message(markup=keyboard())),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "ก" * 200}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "ก"}]}),
        ("setWebhook", {"url": "https://example.go.th:8443/x", "secret_token": "A-z_9" * 50}),
        ("setWebhook", {"url": ""}),
        ("sendChatAction", {"chat_id": 1, "action": "typing"}),
        (
            "sendDocument",
            {"chat_id": 1, "document": UploadedFile("a.pdf", "application/pdf", b"%"), "caption": "ก" * 1024},
        ),
        ("sendDocument", {"chat_id": 1, "document": "BQAC"}),
        ("getMe", {}),
    ],
)
def test_a_telegram_call_within_the_limits_passes(method: str, parameters: dict[str, Any]) -> None:
    assert telegram_limit_problems(method, parameters) == []


@pytest.mark.parametrize(
    ("method", "parameters", "told"),
    [
        ("sendMessage", message("ก" * 4097), "4097 characters"),
        ("sendMessage", message("😀" * 2049), "4098 characters"),
        ("sendMessage", message(""), "0 characters"),
        ("sendMessage", message("\n "), "0 characters"),
        ("sendMessage", message("<b></b>", parse_mode="HTML"), "0 characters"),
        ("sendMessage", {"chat_id": 1}, "text: is missing"),
        ("editMessageText", message("<p>ก</p>", parse_mode="HTML"), "<p> is not allowed"),
        ("sendMessage", message("ก", parse_mode="html5"), "'html5' does not exist"),
        ("sendMessage", message(markup=keyboard([tap()] * 9)), "row 1 has 9 buttons"),
        ("sendMessage", message(markup=keyboard([tap()], [])), "row 2 has 0 buttons"),
        ("sendMessage", message(markup=keyboard(*[[tap()] * 8] * 13)), "104 buttons"),
        ("sendMessage", message(markup=keyboard([tap(callback_data="ก" * 22)])), "66 bytes"),
        ("sendMessage", message(markup=keyboard([tap(callback_data="")])), "0 bytes"),
        ("sendMessage", message(markup=keyboard([tap(url="https://a.th")])), "has 2 actions"),
        ("sendMessage", message(markup=keyboard([{"text": "ก"}])), "has 0 actions"),
        ("sendMessage", message(markup=keyboard([tap(text=" ")])), "has no text"),
        ("sendMessage", message(markup=keyboard([tap(style="green")])), "style 'green'"),
        ("sendMessage", message(markup=keyboard([link("javascript:1")])), "begins with none of"),
        ("sendMessage", message(markup=keyboard([link("http://localhost:8000/r")])), "no public host"),
        ("sendMessage", message(markup=keyboard([{"text": "ก", "web_app": {"url": "http://a.th"}}])), "none of https"),
        ("sendMessage", message(markup=keyboard([{"text": "ก", "copy_text": {"text": "ก" * 257}}])), "copy_text"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "ก" * 201}, "201 characters"),
        ("answerCallbackQuery", {"callback_query_id": ""}, "callback_query_id"),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "ก"}]}, "'Start'"),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "ก"}]}, "is not 1 to 32"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "description of 'a'"),
        ("setMyCommands", {"commands": [{"command": "a", "description": "ก"}] * 2}, "used twice"),
        (
            "setMyCommands",
            {"commands": [{"command": f"c{n}", "description": "ก"} for n in range(101)]},
            "more than 100",
        ),
        ("setWebhook", {"url": "http://example.go.th/x"}, "not an HTTPS address"),
        ("setWebhook", {"url": "https://example.go.th:8000/x"}, "port 8000"),
        ("setWebhook", {"url": "https://a.th", "secret_token": "a b"}, "secret_token"),
        ("setWebhook", {"url": "https://a.th", "max_connections": 101}, "max_connections"),
        ("setMyDescription", {"description": "ก" * 513}, "513 characters"),
        ("setMyShortDescription", {"short_description": "ก" * 121}, "121 characters"),
        ("sendChatAction", {"chat_id": 1, "action": "thinking"}, "'thinking'"),
        (
            "sendDocument",
            {"chat_id": 1, "document": UploadedFile("a", "b", b"c"), "caption": "ก" * 1025},
            "1025 characters",
        ),
        ("sendDocument", {"chat_id": 1, "document": UploadedFile("a", "b", b"")}, "is empty"),
        ("sendDocument", {"chat_id": 1, "document": UploadedFile("a", "b", bytes(50_000_001))}, "more than 50 MB"),
        ("sendDocument", {"chat_id": 1}, "document: is missing"),
    ],
)
def test_a_telegram_call_beyond_a_limit_is_caught_and_named(method: str, parameters: dict[str, Any], told: str) -> None:
    assert any(told in problem for problem in telegram_limit_problems(method, parameters))


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<b>ก<i>ข</i></b> <u>ค</u><s>ง</s>", "กข คง"),
        ('<a href="https://a.th/?x=1&amp;y=2">ผล</a>', "ผล"),
        ('<pre><code class="language-python">a &lt; b</code></pre>', "a < b"),
        ("<blockquote expandable>ยาว</blockquote>", "ยาว"),
        ('<tg-spoiler>ก</tg-spoiler><span class="tg-spoiler">ข</span>', "กข"),
        ("R&amp;D &quot;1&quot; &#3585;", 'R&D "1" ก'),
    ],
)
def test_valid_html_is_parsed_to_its_visible_text(html: str, seen: str) -> None:
    parsed = parse_html(html)
    assert (parsed.text, parsed.problems) == (seen, [])


def test_the_entities_of_html_count_in_utf16() -> None:
    parsed = parse_html('😀<b>ก<a href="https://a.th">ข</a></b>')
    assert parsed.entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 3, "length": 1, "url": "https://a.th"},
    ]


def test_the_language_of_a_block_of_code_is_no_entity_of_its_own() -> None:
    parsed = parse_html('<pre><code class="language-python">a = 1</code></pre>')
    assert parsed.entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("ก<br>ข", "<br> is not allowed"),
        ("<b>ก", "<b> is never closed"),
        ("ก</b>", "</b> closes nothing"),
        ("<b><i>ก</b></i>", "</b> closes nothing"),
        ("1 < 2", "'<' is not escaped"),
        ("2 > 1", "'>' is not escaped"),
        ("R&D", "'&' is not escaped"),
        ("<ชื่อ>", "is not escaped"),
        ("ก&nbsp;ข", "&nbsp; is not a reference"),
        ("<b class='x'>ก</b>", "cannot have 'class'"),
        ("<a>ก</a>", "needs 'href'"),
        ('<a href="/result">ก</a>', "has no scheme"),
        ('<span class="red">ก</span>', "tg-spoiler"),
        ("<code><b>ก</b></code>", "<b> inside <code>"),
    ],
)
def test_html_that_telegram_refuses_is_caught_and_named(html: str, told: str) -> None:
    assert any(told in problem for problem in parse_html(html).problems)
