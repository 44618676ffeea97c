"""The results of a batch's rows: new ones, and those that renew a finished assessment."""

from base64 import urlsafe_b64encode
from collections.abc import Container, Mapping
from dataclasses import replace
from hashlib import blake2b
from itertools import count

from flows.assessment.context import Context
from flows.assessment.flow import FLOW
from flows.assessment.service_group import find_group, find_ticks, ticking_answers
from flows.i18n.dates import SECONDS_A_DAY
from flows.model.batch import BatchRow
from flows.model.finished import LINK_CLOSED, FinishedEntry
from flows.model.past_results import past_of_correction
from flows.model.question_ids import GROUP_LIST, YES
from flows.model.result import Result
from flows.model.step_context import ASSESSMENT_ID_LENGTH
from flows.standard.criteria import Criteria

#: As many as a token has.
TOKEN_BYTES = 16


def row_token(secret: str, number: int) -> str:
    """Return the token of the result of a row: it cannot be told from others, nor `secret` from it."""
    return _derived(secret, f"result {number}")


def row_assessment(secret: str, number: int, known: Container[str]) -> str:
    """Return the id of the assessment of a row, which tells nothing of the token of its result.

    It is none of those `known`: of 5,000 short ids, two are the same in one of 5,000 conversations.
    """
    ids = (_derived(secret, f"assessment {number} {attempt}")[:ASSESSMENT_ID_LENGTH] for attempt in count())
    return next(name for name in ids if name not in known)


def _derived(secret: str, purpose: str) -> str:
    digest = blake2b(purpose.encode(), digest_size=TOKEN_BYTES, key=secret.encode()[:64], person=b"radap batch")
    return urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()


def new_result(context: Context, row: BatchRow, token: str, now: int) -> Result:
    """Return the result of a new service; its group is known."""
    criteria, days = context.rules.newest_rules.criteria, context.rules.retention.link_days
    characteristic, characteristics = _reason(criteria, row)
    return Result(
        token=token,
        edition=criteria.edition.id,
        language=context.language.value,
        service_data={question.id: row.service_data.get(question.id, "") for question in FLOW.service_data},
        assessed_at=now,
        group=row.group,
        characteristic=characteristic,
        characteristics=characteristics,
        levels=dict(row.levels),
        open_until=now + days * SECONDS_A_DAY if days else 0,
        assessed_on=row.assessed_on,
    )


def renewed_result(context: Context, row: BatchRow, entry: FinishedEntry, known: Result, now: int) -> Result:
    """Return a result with what its row changes, under the same link. What the row does not tell stays."""
    rules = context.rules.newest_rules
    texts = {question: text for question, text in row.service_data.items() if text}
    group = row.group or known.group
    named = {name for name, answer in known.ticks.items() if answer == YES}
    keeps_reason = group == known.group and set(row.characteristics) <= named
    known_reason = known.characteristic, known.characteristics
    reason = known_reason if keeps_reason else _reason(rules.criteria, replace(row, group=group))
    is_closed = entry.open_until not in {0, LINK_CLOSED} and entry.open_until <= now
    days = rules.retention.link_days
    renewed = replace(
        known,
        edition=rules.criteria.edition.id,
        service_data={**known.service_data, **texts},
        assessed_at=now,
        group=group,
        characteristic=reason[0],
        characteristics=reason[1],
        levels=dict(row.levels),
        assessed_on=row.assessed_on or known.assessed_on,
        sources=_kept_sources(known, texts),
        open_until=(now + days * SECONDS_A_DAY if days else 0) if is_closed else known.open_until,
        is_provisional=False,
    )
    past = past_of_correction(known, renewed.assessed_day)
    return replace(renewed, **past._asdict()) if past else renewed


def differs(known: Result, renewed: Result) -> bool:
    """Return whether a renewed result tells something else than the known one: another day, but no other second."""
    is_same_day = renewed.assessed_on == known.assessed_day.isoformat()
    told = replace(
        renewed,
        edition=known.edition,
        assessed_at=known.assessed_at,
        assessed_on=known.assessed_on if is_same_day else renewed.assessed_on,
        open_until=known.open_until,
        earlier=known.earlier,
        history=known.history,
    )
    return told != known


def _kept_sources(known: Result, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the messages of the texts that stay: a text of the table is not in the message that had the one before."""
    return {
        name: source
        for name, source in known.sources.items()
        if texts.get(name, known.service_data.get(name)) == known.service_data.get(name)
    }


def _reason(criteria: Criteria, row: BatchRow) -> tuple[str | None, dict[str, str]]:
    """Return the characteristic that decides the group, and the answers to all that are known."""
    answers: Mapping[str, str] = ticking_answers(criteria, row.characteristics) if row.characteristics else {}
    found = find_group(criteria, answers)
    if found is None or found.group != row.group:
        answers = {GROUP_LIST: row.group}
        found = find_group(criteria, answers)
    return found.characteristic if found else None, find_ticks(criteria, answers)
