import pytest

from bot.channels.common.text_limits import cut_graphemes, cut_utf16, graphemes, split_utf16, utf16_length
from tests.fakes.platforms import counting

THAI = "การพิสูจน์และยืนยันตัวตนของผู้ใช้บริการที่น้ำใจงาม"
FAMILY = "👨\u200d👩\u200d👧"
SAMPLES = (THAI, "e-Service", "😀" * 9, FAMILY * 3, "👍🏽👍🏽", "", "ที่ " * 20, "บรรทัด\nบรรทัด")


@pytest.mark.parametrize("text", SAMPLES)
def test_utf16_length_equals_that_of_the_encoding(text: str) -> None:
    assert utf16_length(text) == counting.utf16_units(text)


@pytest.mark.parametrize("text", SAMPLES)
def test_graphemes_are_never_counted_too_few(text: str) -> None:
    assert graphemes(text) >= counting.graphemes(text)


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("limit", [5, 8, 20, 300])
def test_a_cut_text_is_within_the_limit(text: str, limit: int) -> None:
    assert counting.utf16_units(cut_utf16(text, limit)) <= limit
    assert counting.graphemes(cut_graphemes(text, limit)) <= limit


def test_a_text_that_fits_is_unchanged() -> None:
    assert cut_graphemes("ย้อนกลับ", 8) == "ย้อนกลับ"
    assert cut_utf16("😀😀", 4) == "😀😀"


def test_a_cut_never_splits_a_grapheme_cluster() -> None:
    assert cut_graphemes("ที่นี่", 3) == "…"
    assert cut_graphemes("กที่นี่", 4) == "ก…"
    assert cut_graphemes("กน้ำใจ", 4) == "ก…"
    assert cut_graphemes(f"ก{FAMILY}ขค", 5) == "ก…"
    assert cut_utf16("ก😀😀", 4) == "ก😀…"


def test_pieces_break_at_lines_and_words_and_lose_nothing_but_blanks() -> None:
    text = "\n".join(f"บรรทัดที่ {number}" for number in range(50))
    pieces = split_utf16(text, 60)
    assert len(pieces) > 1
    assert all(utf16_length(piece) <= 60 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_text_without_a_blank_is_split_too() -> None:
    pieces = split_utf16("ก" * 25, 10)
    assert pieces == ["ก" * 10, "ก" * 10, "ก" * 5]
    assert split_utf16("", 10) == []


def test_a_text_is_split_at_its_last_blank() -> None:
    assert split_utf16("a bc", 3) == ["a", "bc"]
    assert split_utf16("abcd", 3) == ["abc", "d"]
