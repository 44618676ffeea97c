import base64
import dataclasses
import gzip
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from bot.config.data_files import criteria_file
from bot.shared.level_styles import LEVEL_STYLES
from bot.storage.store import Store
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.model.note_keys import NOTE_PREFIX, REMARKS
from flows.model.result import Result
from flows.model.session import PreviousResult
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests import worked_example
from tests.fakes.web import HOSTILE, SITE, website
from tests.fakes.worked_result import TOKEN, publish, with_service_data

#: Links of a result's page to what this server serves, without those to the readings of the standard.
IS_FILE_OR_PAGE = re.compile(r"(?!https?:|mailto:)(?!.*readings)")


class Texts(HTMLParser):
    """Collects the texts of a page, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(" ".join(data.split()))


def texts(page: str) -> str:
    return " ".join(Texts(page).texts)


@pytest.mark.parametrize("language", [*Language])
async def test_the_worked_example_is_shown_whole(
    client: httpx.AsyncClient,
    store: Store,
    result: Result,
    criteria: Criteria,
    catalogues: Catalogues,
    language: Language,
) -> None:
    address = await publish(store, result)
    answer = await client.get(address, params={"lang": language.value})
    page, say = texts(answer.text), catalogues[language]
    assert answer.status_code == 200
    assert f'<html lang="{language.value}">' in answer.text
    group = criteria.group_by_id[worked_example.GROUP]
    reason = criteria.characteristic_by_id["local_transaction"].name[language]
    said = (
        worked_example.SERVICE,
        worked_example.AGENCY,
        worked_example.ASSESSOR,
        worked_example.DESCRIPTION,
        "1 ม.ค. 2567" if language is Language.THAI else "1 Jan 2024",
        group.name[language],
        reason,
        say("verdict.partial"),
        criteria.edition.name[language],
        criteria.edition.notice[language],
        criteria.edition.source[language],
    )
    for text in said:
        assert text in page
    for process, _, level in worked_example.RAISES:
        assert criteria.process_by_id[process].levels[level].full[language] in page


async def test_each_process_has_its_row_with_codes_and_words(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria, catalogues: Catalogues
) -> None:
    say = catalogues[Language.THAI]
    codes = worked_example.LEVELS[:9] + "-" + worked_example.LEVELS[10:]
    levels = {**result.levels, "display": "none"}
    page = (await client.get(await publish(store, dataclasses.replace(result, levels=levels)))).text
    body = re.search(r"<tbody.*?</tbody>", page, re.DOTALL)
    assert body
    rows = [texts(row) for row in re.findall(r"<tr.*?</tr>", body.group(), re.DOTALL)]
    assert len(rows) == 12
    for number, (row, process, code) in enumerate(zip(rows, criteria.processes, codes, strict=True), 1):
        recommended = criteria.recommended[worked_example.GROUP][process.id]
        own = criteria.level_by_code[code]
        need = say("page.mandatory" if criteria.mandatory[worked_example.GROUP][process.id] else "page.optional")
        marks = f"{recommended.code} {recommended.short.th} {code} {own.short.th}"
        hint = f" {process.needed_when.th}" if process.needed_when and number == 10 else ""
        assert row.startswith(f"{number} {process.name.th}{hint} {need} {marks} ")
    statuses = {number: say(f"status.{name}") for number, name in ((1, "conforms"), (9, "missing"), (10, "absent"))}
    assert all(rows[number - 1].endswith(status) for number, status in statuses.items())
    assert [number for number, row in enumerate(rows, 1) if row.endswith(say("status.raise"))] == [2, 11]


async def test_without_a_gap_the_page_says_so(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    best = dataclasses.replace(
        with_service_data(result, assessor=""), levels=dict.fromkeys(result.levels, "advanced"), characteristic=None
    )
    page, say = texts((await client.get(await publish(store, best))).text), catalogues[Language.THAI]
    for key in ("page.road_map_none", "page.not_given", "reason.chosen", "verdict.conform"):
        assert say(key) in page


@pytest.mark.parametrize("own", [*Language])
async def test_the_page_is_in_the_officers_language_and_links_to_the_other(
    client: httpx.AsyncClient, store: Store, result: Result, own: Language
) -> None:
    address = await publish(store, dataclasses.replace(result, language=own.value))
    page = await client.get(address)
    assert f'<html lang="{own.value}">' in page.text
    links = [unescape(link) for link in re.findall(r'<a href="([^"]+)"', page.text) if IS_FILE_OR_PAGE.match(link)]
    form, summary, sheet, reminder, paper, other, data, privacy = [
        await client.get(str(page.url.join(link))) for link in links
    ]
    assert form.headers["content-type"] == "application/pdf"
    assert reminder.headers["content-type"].startswith("text/calendar")
    assert summary.headers["content-type"] == "application/pdf"
    assert "spreadsheetml" in sheet.headers["content-type"]
    assert f'<html lang="{own.value}">' in paper.text
    assert f'<html lang="{own.value}">' not in other.text
    assert data.json()["language"] == own.value
    assert f'<html lang="{own.value}">' in privacy.text
    assert f'<html lang="{own.value}">' in (await client.get(address, params={"lang": "xx"})).text


async def test_hostile_texts_stay_texts(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    hostile = with_service_data(result, service=HOSTILE, agency=HOSTILE, assessor=HOSTILE, description=HOSTILE)
    page = (await client.get(await publish(store, hostile))).text
    assert "<script" not in page
    assert "49" not in texts(page)
    assert page.count("<bdi>") == 4 + 1, "the cover note"
    assert texts(page).count(HOSTILE) >= 4


async def test_evidence_and_remarks_are_on_the_page_and_in_the_json(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    notes = {f"{NOTE_PREFIX}search": f"evidence {HOSTILE}", REMARKS[0]: "first remark", REMARKS[1]: f"second {HOSTILE}"}
    address = await publish(store, dataclasses.replace(result, notes=notes))
    page, say = (await client.get(address)).text, catalogues[Language.THAI]
    assert "<script" not in page
    for text in (notes[f"{NOTE_PREFIX}search"], *(say("result.remark", remark=notes[remark]) for remark in REMARKS)):
        assert texts(page).count(text) == 1
    data = (await client.get(f"{address}.json")).json()
    assert data["processes"][0]["evidence"] == notes[f"{NOTE_PREFIX}search"]
    assert data["remarks"] == {"processes": notes[REMARKS[0]], "levels": notes[REMARKS[1]]}


async def test_a_result_is_private(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    address = await publish(store, result)
    kept = dict.fromkeys((address, *(f"{address}.{kind}" for kind in ("json", "pdf", "xlsx", "png"))), "no-cache")
    for path, keeping in {**kept, "/r/unknown": "no-store", "/r/unknown.pdf": "no-store"}.items():
        headers = (await client.get(path)).headers
        assert headers["cache-control"] == f"private, {keeping}"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert '<meta name="robots" content="noindex, nofollow">' in (await client.get(address)).text


async def test_the_data_of_the_worked_example(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria
) -> None:
    data = (await client.get(f"{await publish(store, result)}.json")).json()
    assert data["format"] == 1
    assert data["edition"]["id"] == criteria.edition.id
    assert [data[name] for name in ("service", "agency", "assessor", "description")] == [
        worked_example.SERVICE,
        worked_example.AGENCY,
        worked_example.ASSESSOR,
        worked_example.DESCRIPTION,
    ]
    assert data["assessed_on"] == "2024-01-01"
    assert (data["group"]["id"], data["group"]["characteristic"]) == (worked_example.GROUP, "local_transaction")
    assert [process["id"] for process in data["processes"]] == list(criteria.process_by_id)
    assert "".join(process["own"] for process in data["processes"]) == worked_example.LEVELS
    assert "".join(process["recommended"] for process in data["processes"]) == "SSSIIIIIIISI"
    assert data["missing"] == list(worked_example.MISSING)
    assert data["raise"] == [{"process": name, "from": "I", "to": "S"} for name, _, _ in worked_example.RAISES]
    assert data["verdict"] == {"processes": "partial", "levels": "partial"}
    assert data["links"]["html"] == f"{SITE}/r/{TOKEN}"
    assert set(data["links"]) == {"html", "pdf", "xlsx", "png", "json"}
    documented = (Path(__file__).parents[3] / "docs" / "result-json.md").read_text("utf-8")
    assert {name for name in data if f"`{name}`" not in documented} == set()


async def test_head_works(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    address = await publish(store, result)
    for path in (address, *(f"{address}.{kind}" for kind in ("json", "pdf", "xlsx", "png")), "/r/" + "x" * 22):
        head, get = await client.head(path), await client.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


async def test_a_page_in_the_browsers_cache_is_not_sent_again(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    address = await publish(store, result)
    for path in (address, *(f"{address}.{kind}" for kind in ("json", "pdf", "xlsx", "png"))):
        tag = (await client.get(path)).headers["etag"]
        for known in (tag, f'"other", W/{tag}', "*"):
            again = await client.get(path, headers={"if-none-match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        await publish(store, with_service_data(result, service="renamed"))
        changed = await client.get(path, headers={"if-none-match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag
        await publish(store, result)


async def test_the_page_is_one_small_request_beside_the_font(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    long = dict.fromkeys((f"{NOTE_PREFIX}{process}" for process in result.levels), "หลักฐาน " * 40)
    page = await client.get(await publish(store, dataclasses.replace(result, notes=long, levels={**result.levels})))
    assert len(page.content) < 75_000
    assert len(gzip.compress(page.content)) < 13_000
    asked = re.findall(r'(?:src|href)="([^"]+)"', re.sub(r"<a [^>]*>", "", page.text))
    assert all(address.startswith("data:") for address in asked)
    (font,) = re.findall(r'url\("([^"]+)"\)', page.text)
    answer = await client.get(str(page.url.join(font)))
    assert answer.headers["content-type"] == "font/ttf"
    assert answer.content[:4] == b"\x00\x01\x00\x00"
    plain = await client.get(str(page.url.join(font)), headers={"accept-encoding": "identity"})
    assert plain.content == answer.content


async def test_the_inline_style_matches_the_content_security_policy(
    client: httpx.AsyncClient, store: Store, result: Result
) -> None:
    page = await client.get(await publish(store, result))
    style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert style
    proof = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{proof}'" in page.headers["content-security-policy"]
    assert " style=" not in page.text
    assert "<script" not in page.text


async def test_the_assessor_is_named_only_where_the_owner_shows_the_name(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    hidden = catalogues[Language.THAI]("page.hidden")
    address = await publish(store, result)
    assert hidden not in texts((await client.get(address)).text)
    await publish(store, dataclasses.replace(result, shows_assessor=False))
    page, data = (await client.get(address)).text, await client.get(f"{address}.json")
    assert worked_example.ASSESSOR not in page + data.text
    assert hidden in texts(page)
    assert data.json()["assessor"] == ""


@pytest.mark.parametrize("status", ["draft", "final"])
async def test_a_result_under_a_draft_of_the_standard_says_so(
    store: Store, result: Result, catalogues: Catalogues, status: str
) -> None:
    plain = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"]["status"] = status
    async with website(store, parse_criteria(json.dumps(plain)), catalogues) as client:
        address = await publish(store, result)
        page, data = (await client.get(address)).text, (await client.get(f"{address}.json")).json()
    assert data["edition"]["is_draft"] is (status == "draft")
    assert (catalogues[Language.THAI]("page.draft") in texts(page)) is (status == "draft")


async def test_a_link_has_a_preview(client: httpx.AsyncClient, store: Store, result: Result) -> None:
    hostile = with_service_data(result, service=HOSTILE)
    page = (await client.get(await publish(store, hostile))).text
    tags = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', page))
    assert unescape(tags["og:title"]) == HOSTILE
    assert tags["og:image"] == f"{SITE}/r/{TOKEN}.png?lang=th"
    assert tags["twitter:card"] == "summary_large_image"
    picture = await client.get(tags["og:image"])
    assert picture.content.startswith(b"\x89PNG")


async def test_gaps_are_listed_in_order_with_every_step(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria
) -> None:
    levels = dict(zip(criteria.process_by_id, ["none"] + ["initial"] * 11, strict=True))
    page = (await client.get(await publish(store, dataclasses.replace(result, group="4", levels=levels)))).text
    steps = re.search(r'<ol class="gaps">(.*?)</ol>', page, re.DOTALL)
    assert steps
    items = [texts(item) for item in re.findall(r"<li>(.*?)</li>", steps[1], re.DOTALL)]
    assert [int(item.split()[0]) for item in items] == [*range(1, 13)]
    processes = [int(found[1]) for item in items if (found := re.search(r" ข้อ (\d+) ", item))]
    assert processes == [1, 2, 9, 11, 12, 3, 4, 5, 7, 6, 8, 10]
    identity = criteria.process_by_id["identity"]
    for level in ("initial", "standard", "advanced"):
        assert identity.levels[level].full.th in items[1]


async def test_no_step_on_the_way_is_told_as_needed(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    said = catalogues[Language.THAI]("page.not_cumulative")
    page = texts((await client.get(await publish(store, result))).text)
    assert catalogues[Language.THAI]("page.road_map_order") in page
    assert said not in page
    far = dataclasses.replace(result, levels=dict.fromkeys(result.levels, "none"))
    assert said in texts((await client.get(await publish(store, far))).text)


@pytest.mark.parametrize("codes", [worked_example.LEVELS, "SSSII---I-SI", "------------", "AAAAAAAAAAAA"])
async def test_the_counts_add_up_and_the_chart_shows_each_outcome(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria, codes: str
) -> None:
    levels = {process: criteria.level_by_code[code].id for process, code in zip(result.levels, codes, strict=True)}
    address = await publish(store, dataclasses.replace(result, levels=levels))
    page = (await client.get(address)).text
    counted = re.search(r'<ul class="outcome">(.*?)</ul>', page, re.DOTALL)
    assert counted
    numbers = [int(number) for number in re.findall(r"<b>(\d+)</b>", counted[1])]
    assert (len(numbers), sum(numbers)) == (4, 12)
    shown = re.findall(r'<span class="bar (\w+)">', page)
    statuses = [process["status"] for process in (await client.get(f"{address}.json")).json()["processes"]]
    assert shown == statuses
    assert numbers == [statuses.count(name) for name in ("missing", "raise", "conforms", "absent")]
    wanted = [" wanted" in bar for bar in re.findall(r'<span class="bar.*?</b>', page, re.DOTALL)]
    assert wanted == [status in {"missing", "raise"} for status in statuses]


async def test_changes_since_the_last_assessment_are_shown(
    client: httpx.AsyncClient, store: Store, result: Result, criteria: Criteria
) -> None:
    before = PreviousResult(worked_example.ASSESSED_AT - 400 * 86_400, "3.1", {**result.levels, "search": "advanced"})
    page = texts((await client.get(await publish(store, dataclasses.replace(result, earlier=before)))).text)
    assert f"ลดลง {criteria.process_by_id['search'].short.th}" in page


async def test_files_are_cached_for_a_year_under_an_address_with_their_hash(client: httpx.AsyncClient) -> None:
    page = await client.get("/chat")
    addresses = re.findall(r'<link [^>]*href="([^"]+)"', page.text)
    assert len(addresses) == 3
    for address in addresses:
        file = await client.get(str(page.url.join(address)))
        assert file.status_code == 200
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        assert "immutable" in file.headers["cache-control"]
        assert file.headers["x-content-type-options"] == "nosniff"
    bare = await client.get("/static/chat.js")
    assert bare.headers["cache-control"] == "no-cache"
    assert "javascript" in bare.headers["content-type"]
    assert (await client.get("/static/chat.js", headers={"if-none-match": bare.headers["etag"]})).status_code == 304
    assert (await client.get("/static/..%2Fapp.py")).status_code == 404


async def test_the_levels_have_the_same_styles_as_elsewhere(client: httpx.AsyncClient) -> None:
    stylesheet = (await client.get("/static/levels.css")).text
    for rank, mark in enumerate(LEVEL_STYLES):
        rule = next(line for line in stylesheet.splitlines() if line.startswith(f".level-{rank} "))
        assert all(part in rule for part in (mark.colour, mark.ink, mark.shape))


async def test_a_provisional_result_is_stamped_everywhere_and_has_no_verdict(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    say = catalogues[Language.THAI]
    levels = {process: level for process, level in result.levels.items() if process not in {"search", "tracking"}}
    provisional = dataclasses.replace(result, levels=levels, is_provisional=True)
    address, stamp = await publish(store, provisional), say("result.stamp", answered=10, total=12)
    page = (await client.get(address)).text
    assert stamp in texts(page)
    assert say("verdict.open") in texts(page)
    assert say("verdict.partial") not in texts(re.sub(r"<a .*?</a>", "", page, flags=re.DOTALL))
    assert re.findall(r'<span class="bar (\w+)">', page).count("open") == 2
    data = (await client.get(f"{address}.json")).json()
    assert (data["is_provisional"], data["open"]) == (True, ["search", "tracking"])
    assert (data["verdict"], data["counts"]) == (None, None)
    assert data["missing"] == []
    assert {process["id"]: process["own"] for process in data["processes"]}["search"] == "?"
    for kind in ("pdf", "xlsx", "png"):
        assert (await client.get(f"{address}.{kind}")).status_code == 200


async def test_a_provisional_result_without_a_gap_so_far_does_not_say_that_there_is_none(
    client: httpx.AsyncClient, store: Store, result: Result, catalogues: Catalogues
) -> None:
    provisional = dataclasses.replace(result, levels={"search": "advanced"}, is_provisional=True)
    page = texts((await client.get(await publish(store, provisional))).text)
    assert catalogues[Language.THAI]("page.road_map_none") not in page
    assert catalogues[Language.THAI]("page.road_map_open") in page
