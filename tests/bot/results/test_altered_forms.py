"""One byte of a form is changed: the code still tells the same, and what the file itself says is another matter.

`make soak` alters 2,000 forms; ALTERED_FORMS sets how many. docs/check-a-paper.md says what follows from this.
"""

import logging
import os
import random
import zlib
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import EncodedStreamObject

from bot.storage.store import Store
from flows.model.result import Result
from flows.results.paper_code import paper_code
from tests.fakes.worked_result import publish

ALTERED_FORMS = int(os.environ.get("ALTERED_FORMS", "40"))


def attached(form: bytes) -> bytes | None:
    """Return the data in a form as a careful program reads them, which minds their check sum; None where it cannot."""
    try:
        return zlib.decompress(_stored_data(form))
    except (PyPdfError, LookupError, ValueError, TypeError, AttributeError, OverflowError, zlib.error):
        return None


def place_of_data(form: bytes) -> range:
    """Return the place of the compressed data in the file."""
    stored = _stored_data(form)
    start = form.index(stored)
    return range(start, start + len(stored))


def _stored_data(form: bytes) -> bytes:
    names = PdfReader(BytesIO(form)).root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    stream = names[1].get_object()["/EF"]["/F"].get_object()
    assert isinstance(stream, EncodedStreamObject)
    return bytes(stream._data)  # noqa: SLF001 - the bytes as they stand in the file


@pytest.mark.parametrize("where", ["anywhere", "in the data"])
async def test_a_changed_byte_leaves_the_codes_page_and_changes_the_file(
    where: str, client: httpx.AsyncClient, store: Store, result: Result, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "pypdf")
    address, code = await publish(store, result), paper_code(result)
    form = (await client.get(f"{address}.pdf")).content
    page, data, place = await client.get(f"/v/{code}"), attached(form), place_of_data(form)
    assert data == (await client.get(f"{address}.json")).content
    for number in range(ALTERED_FORMS // 2):
        chance, altered = random.Random(f"{where} {number}"), bytearray(form)
        at = chance.choice(place) if where == "in the data" else chance.randrange(len(form))
        altered[at] ^= chance.randint(1, 255)
        assert (await client.get(f"/v/{code}")).content == page.content
        assert (await client.get(f"{address}.pdf")).content == form != bytes(altered), (
            "the file of the link is as before"
        )
        if at in place:
            assert attached(bytes(altered)) != data, f"byte {at} of the data, and they are as before"
