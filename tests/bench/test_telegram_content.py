"""The text and entities of a message's HTML."""

from tests.bench.telegram_content import message_content


def test_entities_count_utf_16_code_units() -> None:
    content = message_content({"text": "😀 <b>ระดับ</b> &lt;1&gt;", "parse_mode": "HTML", "reply_markup": '{"a": 1}'})
    assert content == {
        "text": "😀 ระดับ <1>",
        "entities": [{"type": "bold", "offset": 3, "length": 5}],
        "reply_markup": {"a": 1},
    }


def test_plain_text_has_no_entities() -> None:
    assert message_content({"text": "<b>"}) == {"text": "<b>"}
