"""What somebody saw of a result when they decided about it: a text to store, its digest, and what changed since.

Typed texts stand in it as keyed hashes: that one changed can be told, and a text that its officer unsends or deletes
is kept nowhere. Settings of the link and the language are no part of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any

from flows.assessment.flow import FLOW
from flows.model.note_keys import NOTE_PREFIX
from flows.model.result import Result
from flows.standard.criteria import Criteria
from flows.standard.level_changes import compare_levels

HASH_BYTES = 12
#: Bytes of a key of BLAKE2b at most.
KEY_BYTES = 64


@dataclass(frozen=True, slots=True)
class SeenChanges:
    """What is different from what was seen: ids of processes and of questions of the service data, by kind.

    `levels` are processes that one of the two has no comparable level of. `group` is the one that was seen, empty where
    it is the same; `others` are names of other parts, such as `day`.
    """

    rose: tuple[str, ...]
    fell: tuple[str, ...]
    levels: tuple[str, ...]
    group: str
    data: tuple[str, ...]
    evidence: tuple[str, ...]
    others: tuple[str, ...]


def seen_text(result: Result, key: str, *, shows_private: bool) -> str:
    """Return what is seen of a result as canonical JSON. `key` keys the hashes of its texts.

    The private service data and the evidence are seen only where `shows_private`. Remarks on the verdicts always are.
    """
    private = {item.id for item in FLOW.service_data if item.is_private}
    data = {name: text for name, text in result.service_data.items() if shows_private or name not in private}
    notes = {name: text for name, text in result.notes.items() if shows_private or not name.startswith(NOTE_PREFIX)}
    seen = {
        "key": key,
        "private": shows_private,
        "edition": result.edition,
        "data": _hashed(data, key),
        "group": result.group,
        "reason": [result.characteristic, dict(result.ticks)],
        "levels": dict(result.levels),
        "notes": _hashed(notes, key),
        "day": result.assessed_day.isoformat(),
        "provisional": result.is_provisional,
    }
    return json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seen_digest(seen: str) -> str:
    """Return the digest of what was seen (SHA-256, hexadecimal)."""
    return sha256(seen.encode()).hexdigest()


def find_changes(criteria: Criteria, seen: str, result: Result) -> SeenChanges | None:
    """Return what of a result is different from what was seen of it; None where nothing is."""
    before = json.loads(seen)
    now = seen_text(result, before["key"], shows_private=before["private"])
    return None if now == seen else _compare(criteria, before, json.loads(now))


def _compare(criteria: Criteria, before: Mapping[str, Any], now: Mapping[str, Any]) -> SeenChanges:
    levels = compare_levels(criteria, before["levels"], now["levels"])
    told = {*levels.rose, *levels.fell, *levels.stayed}
    notes = _different(before["notes"], now["notes"])
    evidence = {name.removeprefix(NOTE_PREFIX) for name in notes if name.startswith(NOTE_PREFIX)}
    others = [name for name in ("reason", "day", "edition", "provisional") if before[name] != now[name]]
    has_remarks = any(not name.startswith(NOTE_PREFIX) for name in notes)
    different = _different(before["levels"], now["levels"])
    known = [process.id for process in criteria.processes]
    return SeenChanges(
        rose=levels.rose,
        fell=levels.fell,
        levels=tuple(name for name in known if name in different - told),
        group="" if before["group"] == now["group"] else before["group"],
        data=tuple(item.id for item in FLOW.service_data if item.id in _different(before["data"], now["data"])),
        evidence=tuple(name for name in known if name in evidence),
        others=(*others, *(("remarks",) if has_remarks else ())),
    )


def _different(before: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    return {name for name in {*before, *now} if before.get(name) != now.get(name)}


def _hashed(texts: Mapping[str, str], key: str) -> dict[str, str]:
    """Return keyed hashes of the texts that are there."""
    return {name: _hash(name, text, key) for name, text in texts.items() if text}


def _hash(name: str, text: str, key: str) -> str:
    hashed = blake2b(f"{name}\0{text}".encode(), digest_size=HASH_BYTES, key=key.encode()[:KEY_BYTES])
    return hashed.hexdigest()
