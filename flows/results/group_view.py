"""The service group of a result as shown: the reason for it, and the rows of the standard's tables."""

from dataclasses import dataclass

from flows.i18n.language import Language
from flows.model.result import Result
from flows.standard.criteria import MANDATORY, OPTIONAL, Criteria


@dataclass(frozen=True, slots=True)
class CharacteristicView:
    """A characteristic of step 1, the group that it leads to, and whether it decided."""

    description: str
    group_id: str
    group_name: str
    is_deciding: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group's row of Table 2 (codes M and O) and of Table 3 (level codes), in the order of the processes."""

    id: str
    name: str
    needs: tuple[str, ...]
    recommended: tuple[str, ...]
    is_own: bool


def characteristic_views(criteria: Criteria, result: Result, language: Language) -> tuple[CharacteristicView, ...]:
    """Return the characteristics in the order of the standard's form: the least important first."""
    return tuple(
        CharacteristicView(
            item.full[language],
            item.group,
            criteria.group_by_id[item.group].name[language],
            item.id == result.characteristic,
        )
        for item in criteria.characteristics
    )


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
