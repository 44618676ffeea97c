"""Only addresses become links, and nothing else of a text becomes HTML."""

import pytest

from bot.web.linked_text import with_links

LINKED = {
    "ที่ https://standard.dga.or.th": 'ที่ <a href="https://standard.dga.or.th" rel="noreferrer">https://standard.dga.or.th</a>',
    "(https://a.go.th/x?y=1&z=2).": '(<a href="https://a.go.th/x?y=1&amp;z=2" rel="noreferrer">https://a.go.th/x?y=1&amp;z=2</a>).',
    "contact@dga.or.th, or": '<a href="mailto:contact@dga.or.th" rel="noreferrer">contact@dga.or.th</a>, or',
    "โทร. 02 612 6060 หรือ": 'โทร. <a href="tel:026126060" rel="noreferrer">02 612 6060</a> หรือ',
    "081-234-5678": '<a href="tel:0812345678" rel="noreferrer">081-234-5678</a>',
}

PLAIN = (
    "",
    "พ.ศ. 2565 มสพร. 6-1 : 2566 ก.พ. 2567",
    "http://example.go.th",
    "javascript:alert(1)",
    "1234567890123",
    "2024-02-01 0567",
    "@dga",
    "standard.dga.or.th",
)


@pytest.mark.parametrize("text", LINKED)
def test_an_address_can_be_tapped(text: str) -> None:
    assert with_links(text) == LINKED[text]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_address_stays_text(text: str) -> None:
    assert with_links(text) == text


def test_no_text_becomes_html() -> None:
    html = with_links('<b onclick="x">https://a.go.th/"><script>alert(1)</script> & \'')
    assert "<b" not in html
    assert "<script" not in html
    assert html.count("<a ") == 1
    assert 'href="https://a.go.th/"' in html
