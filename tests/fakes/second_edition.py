"""A second edition of the criteria, made from the one that comes with Radap."""

import json
from typing import Any

from bot.config.data_files import criteria_file
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from tests import worked_example

EDITION = "final-2567"
EDITION_NAME = {"th": "ฉบับสมบูรณ์ 2567", "en": "final text 2567"}
NOTICE = {"th": "ประกาศของฉบับสมบูรณ์", "en": "Notice of the final text"}
#: The new name and short name of the worked example's group.
GROUP_NAME = {"th": "กลุ่มบริการธุรกรรมในพื้นที่", "en": "Transactions of one area"}
GROUP_SHORT = {"th": "ธุรกรรมในพื้นที่", "en": "Area transactions"}
#: The new cell of Table 1 for identity at the level standard, in the chat and in full.
IDENTITY_SHORT = {"th": "เกณฑ์ใหม่ของการพิสูจน์ตัวตน", "en": "New demand on identity"}
IDENTITY_FULL = {"th": "เกณฑ์ใหม่ของการพิสูจน์ตัวตน ฉบับเต็ม", "en": "New demand on identity, in full"}
#: The worked example by this edition: tracking is optional, and security need not be raised.
MISSING: tuple[str, ...] = ()
RAISES = ("identity",)


def plain_second_edition() -> dict[str, Any]:
    """The file's content: other names of all groups, another cell of each table."""
    plain: dict[str, Any] = json.loads(criteria_file().read_text("utf-8"))
    plain["edition"] |= {"id": EDITION, "published": "2024-06-30", "name": EDITION_NAME, "notice": NOTICE}
    for group in plain["groups"]:
        group["name"] = {language: f"{name} *" for language, name in group["name"].items()}
        if group["id"] == worked_example.GROUP:
            group |= {"name": GROUP_NAME, "short": GROUP_SHORT}
    identity = next(process for process in plain["processes"] if process["id"] == "identity")
    identity["levels"]["standard"] |= {"short": IDENTITY_SHORT, "full": IDENTITY_FULL}
    set_cell(plain, "mandatory", "tracking", "O")
    set_cell(plain, "recommended", "security", "I")
    return plain


def set_cell(plain: dict[str, Any], table: str, process: str, code: str, group: str = worked_example.GROUP) -> None:
    """Change a cell of Table 2 or 3."""
    cells = plain["tables"][table][group].split()
    cells[[item["id"] for item in plain["processes"]].index(process)] = code
    plain["tables"][table][group] = " ".join(cells)


def second_edition() -> Criteria:
    """The parsed criteria."""
    return parse_criteria(json.dumps(plain_second_edition()))


def renamed_process_edition() -> Criteria:
    """An edition in which another process stands in the place of the first, under the same names."""
    plain = plain_second_edition()
    plain["processes"][0]["id"] = "discovery"
    return parse_criteria(json.dumps(plain))
