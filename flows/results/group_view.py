"""The service group of a result as shown: the reason for it, and the rows of the standard's tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.i18n.language import Language
from flows.model.question_ids import NO, YES
from flows.model.result import Result
from flows.standard.criteria import MANDATORY, OPTIONAL, Criteria


class Tick(StrEnum):
    """State of a characteristic, as far as the officer was asked; also the key of its text after `tick.`."""

    YES = YES
    NO = NO
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class CharacteristicView:
    """A characteristic of step 1, the group that it leads to, its tick, and whether it decided.

    `option` is its number in the standard's list.
    """

    id: str
    option: int
    name: str
    description: str
    group_id: str
    group_name: str
    tick: Tick
    is_deciding: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group's row of Table 2 (codes M and O) and of Table 3 (level codes), in the order of the processes."""

    id: str
    name: str
    needs: tuple[str, ...]
    recommended: tuple[str, ...]
    is_own: bool


def characteristic_views(
    criteria: Criteria, ticks: Mapping[str, str], deciding: str | None, language: Language
) -> tuple[CharacteristicView, ...]:
    """Return the characteristics in the order of the standard's form: the least important first.

    `ticks` are the answers by characteristic, `deciding` is the one that decided (None: the officer chose the group).
    """
    return tuple(
        CharacteristicView(
            item.id,
            criteria.option_number[item.id],
            item.name[language],
            item.full[language],
            item.group,
            criteria.group_by_id[item.group].name[language],
            Tick(ticks.get(item.id, Tick.NOT_ASKED)),
            item.id == deciding,
        )
        for item in criteria.characteristics
    )


def ticked_ids(criteria: Criteria, result: Result) -> tuple[str, ...]:
    """Return the ids of the characteristics that hold, the most important first."""
    return tuple(item.id for item in criteria.asked_characteristics if result.ticks.get(item.id) == YES)


def group_views(criteria: Criteria, group: str, language: Language) -> tuple[GroupView, ...]:
    """Return all groups, the least important first."""
    return tuple(
        GroupView(
            item.id,
            item.name[language],
            tuple(MANDATORY if needed else OPTIONAL for needed in criteria.mandatory[item.id].values()),
            tuple(level.code for level in criteria.recommended[item.id].values()),
            item.id == group,
        )
        for item in criteria.groups
    )
