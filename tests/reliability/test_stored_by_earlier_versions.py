"""A version reads what every version from 0.2.0 on stored: its folder is opened, and its conversations go on."""

from pathlib import Path

import httpx
import pytest

from tests import worked_example
from tests.fakes.officers import ASSESSMENT
from tests.reliability.stored_data import HALFWAY, NUMBERS_LATER, office, read_told, unpack, versions


@pytest.mark.parametrize("version", versions())
async def test_what_a_version_stored_is_read_and_goes_on(tmp_path: Path, version: str) -> None:
    told = unpack(version, tmp_path / "data")
    async with office(tmp_path / "data", told.encryption_keys, told.cookie, NUMBERS_LATER) as served:
        result, data = await served.client.get(told.result), (await served.client.get(f"{told.result}.json")).json()
        assert worked_example.SERVICE in result.text
        assert data["missing"] == list(worked_example.MISSING)
        for kind in ("pdf", "xlsx", "png"):
            assert (await served.client.get(f"{told.result}.{kind}")).status_code == 200
        portfolio = await served.client.get(told.portfolio)
        assert portfolio.status_code == 200
        assert worked_example.SERVICE in portfolio.text
        for code in told.codes:
            assert worked_example.SERVICE in (await served.client.get(code)).text

        for officer in served.halfway:
            await served.play(officer, "=/start", *ASSESSMENT[HALFWAY:])
        finished = await served.client.get(f"{httpx.URL(served.in_line.link()).path}.json")
        assert finished.json()["missing"] == list(worked_example.MISSING)
        for officer in served.halfway:
            await served.play(officer, "=my results", "share_all")
        await served.play(served.done, "=/delete", "yes")
        assert (await served.client.get(told.result)).status_code == 404
        assert (await served.client.get(told.portfolio)).status_code == 404
        for code in told.codes:
            assert (await served.client.get(code)).status_code == 404


def test_there_are_folders_of_versions_that_stored_something_new() -> None:
    assert {"0.2.0", "0.4.0", "0.6.0"} <= set(versions())
    assert len(read_told("0.6.0").codes) == 2
