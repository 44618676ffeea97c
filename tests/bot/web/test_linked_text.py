"""Only addresses become links, and nothing else of a text becomes HTML."""

import pytest

from bot.web.linked_text import with_evidence_links, with_links

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


def evidence(address: str, host: str) -> str:
    return f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a> <span class="host">({host})</span>'


EVIDENCE = {
    "ดู http://a.go.th/x.": f"ดู {evidence('http://a.go.th/x', 'a.go.th')}.",
    "(https://a.go.th:8443/x) https://b.go.th": f"({evidence('https://a.go.th:8443/x', 'a.go.th')}) "
    f"{evidence('https://b.go.th', 'b.go.th')}",
    "https://a.go.th/(x)": evidence("https://a.go.th/(x)", "a.go.th"),
    "https://a.go.th/แบบฟอร์ม": evidence("https://a.go.th/แบบฟอร์ม", "a.go.th"),
    "HTTPS://A.go.th": evidence("HTTPS://A.go.th", "a.go.th"),
    # A host in Thai letters is shown as name servers know it, so that letters that look alike show.
    "https://ไทย.ไทย": evidence("https://ไทย.ไทย", "xn--o3cw4h.xn--o3cw4h"),
}


@pytest.mark.parametrize("text", EVIDENCE)
def test_evidence_can_be_tapped_and_shows_its_host(text: str) -> None:
    assert with_evidence_links(text) == EVIDENCE[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x ftp://a.go.th mailto:a@a.go.th",
        "https://dga.or.th@evil.example/",
        "https://user:word@a.go.th",
        "https://",
        "https://[::1",
        "https://a..b",
        "https://a.go.th:x",
        "www.example.go.th 02 612 6060",
    ],
)
def test_evidence_that_leads_elsewhere_than_it_seems_stays_text(text: str) -> None:
    assert with_evidence_links(text) == text


def test_no_evidence_becomes_html() -> None:
    html = with_evidence_links('<b onclick="x">https://a.go.th/"><script>alert(1)</script> & \'')
    assert "<b" not in html
    assert "<script" not in html
    assert html.count("<a ") == 1
