"""The log for a terminal has the same fields as the one for programs, and the levels leave the metrics alone."""

import io
import logging
from collections.abc import Callable, Iterator

import pytest

from bot.observability.error_metrics import counted_errors
from bot.observability.logs import OWN, QUIET, start_logging
from bot.observability.metrics import Metrics

WRITTEN = "สมหญิง ใจดี"
Start = Callable[[int], io.StringIO]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the log as text from a level on, and return what is written."""
    root, names = logging.getLogger(), ("", OWN, *QUIET)
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in names}

    def begin(level: int) -> io.StringIO:
        written = io.StringIO()
        start_logging(level, is_text=True)
        (target,) = root.handlers
        assert isinstance(target, logging.StreamHandler)
        target.setStream(written)
        return written

    yield begin
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_record_is_one_line_with_its_fields(start: Start) -> None:
    written = start(logging.INFO)
    logging.getLogger("radap.start").warning("warm-up\x1b[31m failed\n", extra={"error": "OSError", "problem": "a\nb"})
    (line,) = written.getvalue().splitlines()
    assert line[24:] == r"WARNING radap.start: warm-up\x1b[31m failed  error=OSError  problem=a\nb"


def test_an_exception_follows_without_its_message(start: Start) -> None:
    written = start(logging.INFO)
    logging.getLogger("uvicorn.error").error("it failed", exc_info=LookupError(WRITTEN))
    first, where = written.getvalue().splitlines()
    assert first.endswith("ERROR   uvicorn.error: it failed  error=LookupError")
    assert where == "    LookupError"


@pytest.mark.parametrize(
    ("level", "events"),
    [(logging.DEBUG, ["turn", "started", "odd"]), (logging.INFO, ["started", "odd"]), (logging.ERROR, [])],
)
async def test_the_level_chooses_what_is_written_and_nothing_of_the_libraries_details(
    start: Start, level: int, events: list[str]
) -> None:
    written, metrics = start(level), Metrics()
    with counted_errors(metrics):
        logging.getLogger("aiohttp.client").debug(WRITTEN)
        logging.getLogger("httpx").info(WRITTEN)
        logging.getLogger("radap.turns").debug("turn")
        logging.getLogger("uvicorn.error").info("started")
        logging.getLogger("radap.line").warning("odd")
    assert [line.rpartition(" ")[2] for line in written.getvalue().splitlines()] == events
    assert 'radap_errors_total{kind="other",logger="radap.line"} 1.0' in metrics.text(0).decode()
