"""Typed dates: in figures and in words, by both eras, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.data_files import load_catalogues
from flows.i18n.dates import BUDDHIST_ERA, spoken_day
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.understanding.typed_date import EARLIEST, DateProblem, read_date

CATALOGUES = load_catalogues()
TODAY = date(2026, 11, 28)
NEW_YEAR = date(2024, 1, 1)
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

#: Ways in which officers write a date: a format with day, month in figures, short and full, and both years.
FORMS = (
    "{d}/{m}/{be}",
    "{d:02}-{m:02}-{be}",
    "{d}.{m}.{be}",
    "{d} {m} {be}",
    "{d}/{m}/{ce}",
    "{be}-{m:02}-{d:02}",
    "{ce}-{m:02}-{d:02}",
    "{d}/{m}/{yy:02}",
    "{d} {short} {be}",
    "{d} {full} {be}",
    "{d}{full}{be}",
    "{d} {bare} {yy:02}",
    "วันที่ {d} เดือน{full} พ.ศ. {be}",
    "{full} {d}, {be}",
)
ENGLISH_FULL = "January February March April May June July August September October November December".split()
THAI_FULL = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()

days = st.dates(EARLIEST, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "1 ม.ค. 2567",
        "1 ม.ค.2567",
        "1 ม. ค. 2567",
        "1 มกราคม 2567",
        "1 มกรา 67",
        "1 มค 67",
        "1มค67",
        "๑ ม.ค. ๒๕๖๗",
        "1/1/2567",
        "01-01-2567",
        "1/1/67",
        "๐๑/๐๑/๒๕๖๗",
        "2567-01-01",
        "1/1/2024",
        "2024-01-01",
        "1 Jan 2024",
        "1st January 2024",
        "1st of January 2024",
        "January 1, 2024",
        "JAN 1 2024",
        "on 1 Jan 2024",
        "วันที่ 1 มกราคม พ.ศ. 2567",
        "เมื่อวันที่ 1 ม.ค. 2567 ครับ",
        "1 เดือนมกราคม ปี 2567",
        " 1/1/2567 ",
        "１/１/２５６７",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text, TODAY, CATALOGUES) == NEW_YEAR


@pytest.mark.parametrize("text", ["วันนี้", "today", "Today", "วันนี้ครับ", "today please"])
def test_today_is_the_day_of_the_question(text: str) -> None:
    assert read_date(text, TODAY, CATALOGUES) == TODAY


@pytest.mark.parametrize("text", ["เมื่อวาน", "เมื่อวานนี้", "yesterday", "เมื่อวานค่ะ"])
def test_yesterday_is_the_day_before(text: str) -> None:
    assert read_date(text, date(2024, 3, 1), CATALOGUES) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", DateProblem.NOT_UNDERSTOOD),
        ("ไม่รู้", DateProblem.NOT_UNDERSTOOD),
        ("1 ม.ค.", DateProblem.NOT_UNDERSTOOD),
        ("มกราคม 2567", DateProblem.NOT_UNDERSTOOD),
        ("010167", DateProblem.NOT_UNDERSTOOD),
        ("1/1/256", DateProblem.NOT_UNDERSTOOD),
        ("1/1/3000", DateProblem.NOT_UNDERSTOOD),
        ("1 ม 2567", DateProblem.NOT_UNDERSTOOD),
        ("1/67", DateProblem.NOT_UNDERSTOOD),
        ("พรุ่งนี้", DateProblem.NOT_UNDERSTOOD),
        ("1 ม.ค. 2567 หรือ 2 ม.ค. 2567", DateProblem.NOT_UNDERSTOOD),
        ("\x00", DateProblem.NOT_UNDERSTOOD),
        ("1/1/2567" * 10_000, DateProblem.NOT_UNDERSTOOD),
        ("31 ก.พ. 2567", DateProblem.IMPOSSIBLE),
        ("29 ก.พ. 2566", DateProblem.IMPOSSIBLE),
        ("12/31/2567", DateProblem.IMPOSSIBLE),
        ("0/1/2567", DateProblem.IMPOSSIBLE),
        ("2567-13-01", DateProblem.IMPOSSIBLE),
        ("29/11/2569", DateProblem.FUTURE),
        ("1 Jan 2100", DateProblem.FUTURE),
        ("31 ธ.ค. 2559", DateProblem.TOO_EARLY),
        ("1 Jan 24", DateProblem.TOO_EARLY),
        ("1/1/2400", DateProblem.TOO_EARLY),
    ],
)
def test_what_is_no_date_of_assessment_has_its_reason(text: str, problem: DateProblem) -> None:
    assert read_date(text, TODAY, CATALOGUES) is problem


def test_the_first_and_the_last_day_are_taken() -> None:
    assert read_date("1 ม.ค. 2560", TODAY, CATALOGUES) == EARLIEST
    assert read_date("28/11/2569", TODAY, CATALOGUES) == TODAY


@given(days, st.sampled_from(FORMS), st.booleans(), st.sampled_from([*Language]))
def test_every_date_is_read_from_every_form(day: date, form: str, in_thai_digits: bool, language: Language) -> None:
    short, full = CATALOGUES[language].words("months"), THAI_FULL if language is Language.THAI else ENGLISH_FULL
    be = day.year + BUDDHIST_ERA
    text = form.format(
        d=day.day,
        m=day.month,
        be=be,
        ce=day.year,
        yy=be % 100,
        short=short[day.month - 1],
        bare=short[day.month - 1].replace(".", ""),
        full=full[day.month - 1],
    )
    assert read_date(text.translate(THAI_DIGITS) if in_thai_digits else text, TODAY, CATALOGUES) == day


@given(days, st.sampled_from([*Language]))
def test_what_radap_says_is_read_back(day: date, language: Language) -> None:
    assert read_date(spoken_day(day, CATALOGUES[language]), TODAY, CATALOGUES) == day


@given(st.text(max_size=80) | st.from_regex(r"[0-9]{1,4}[ /.-]+[^ ]{0,9}[ /.-]*[0-9]{1,4}", fullmatch=True), days)
def test_whatever_is_typed_gives_a_day_that_may_be_or_a_reason(text: str, today: date) -> None:
    read = read_date(text, today, CATALOGUES)
    assert isinstance(read, DateProblem) or EARLIEST <= read <= today or read == today - timedelta(1)


def test_every_month_has_its_names_in_both_languages(catalogues: Catalogues) -> None:
    for wording in catalogues.all:
        names = wording.words("words.months")
        assert len(names) == len(wording.words("months")) == 12
        assert all(short in known.split() for short, known in zip(wording.words("months"), names, strict=True))
