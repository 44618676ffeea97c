"""A program that compiles a form and a picture with a name in it, and counts the name in its memory.

It prints the count before and after Typst's cache is cleared. It reads its own memory from /proc.
"""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

from bot.config.data_files import load_catalogues, load_criteria
from bot.documents.form import FOLDER, make_form
from bot.documents.preview_image import make_preview_image
from bot.results.typst_memory import TypstMemory
from bot.web.file_cache import FileCache
from flows.i18n.language import Language
from flows.results.result_view import view_result
from tests.fakes.worked_result import with_service_data, worked_result

#: The halves of a name, so that the whole name occurs only in the compiled documents.
FIRST, SECOND = b"somchai-prasert", b"suk-jaidee-wong"


def compile_documents() -> None:
    """Compile a form with data, and a picture."""
    name = (FIRST + SECOND).decode()
    criteria, say = load_criteria(None), load_catalogues()[Language.THAI]
    answers = {"service": f"service of {name}", "agency": name, "description": f"about {name}"}
    result = with_service_data(worked_result(criteria), **answers)
    view = view_result(criteria, result, say)
    make_form(view, say, 1, b'{"service":"%b%b"}' % (FIRST, SECOND))
    make_preview_image(view, say)


async def clear_caches() -> None:
    """Clear the caches as ten minutes after a file was built."""
    loop, before = asyncio.get_running_loop(), asyncio.get_running_loop().time
    TypstMemory(FileCache(), FOLDER, lambda: None).clear_later()
    loop.time = lambda: before() + 600  # type: ignore[method-assign]
    for _ in range(3):
        await asyncio.sleep(0)
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})


def occurrences() -> int:
    """Return the number of times that the second half follows the first."""
    gc.collect()
    return sum(_occurrences(memory) for memory in _readable())


def _occurrences(memory: bytes) -> int:
    count, place = 0, memory.find(FIRST)
    while place >= 0:
        after = place + len(FIRST)
        count += memory.startswith(SECOND, after)
        place = memory.find(FIRST, after)
    return count


def _readable() -> Iterator[bytes]:
    lines = [line.split() for line in Path("/proc/self/maps").read_text("utf-8").splitlines()]
    with Path("/proc/self/mem").open("rb", 0) as memory:
        for line in lines:
            first, last = (int(end, 16) for end in line[0].split("-"))
            if line[1].startswith("rw"):
                memory.seek(first)
                yield memory.read(last - first)


if __name__ == "__main__":
    compile_documents()
    before = occurrences()
    asyncio.run(clear_caches())
    print(before, occurrences())
