"""Migrates a running assessment that was begun under an earlier edition to the criteria in use."""

from collections.abc import Mapping

from flows.actions.answers import possible_answers
from flows.assessment.context import Context
from flows.model.question_ids import GROUP_LIST, characteristic_of, process_of
from flows.standard.criteria import Criteria


def migrate_to_newest(context: Context) -> Context:
    """Return the context under the newest criteria. Answers to unchanged questions stay; the others are asked again.

    If the earlier edition is not loaded, every answer that is possible in the newest one stays.
    """
    rules, assessment = context.rules.newest_rules, context.assessment
    earlier = context.criteria if context.criteria.edition.id == assessment.edition else None
    answers = possible_answers(rules.criteria, assessment.answers)
    if earlier:
        answers = {name: answer for name, answer in answers.items() if _is_same(name, earlier, rules.criteria)}
    position = rules.navigation.start(answers)
    moved = assessment._replace(edition=rules.criteria.edition.id, state=position.state, answers=position.answers)
    return context._replace(rules=rules).with_assessment(moved).with_pending(None)


def kept_answers(before: Context, after: Context) -> Mapping[str, str]:
    """Return the answers that a migration kept."""
    old = before.assessment.answers
    return {name: answer for name, answer in after.assessment.answers.items() if old.get(name) == answer}


def _is_same(name: str, earlier: Criteria, newest: Criteria) -> bool:
    """Return whether a question asks the same in both editions. Aliases and sources do not count."""
    if process := process_of(name):
        old, new = earlier.process_by_id.get(process), newest.process_by_id[process]
        return old is not None and (old.name, old.question, old.levels) == (new.name, new.question, new.levels)
    if characteristic := characteristic_of(name):
        before, after = earlier.characteristic_by_id.get(characteristic), newest.characteristic_by_id[characteristic]
        return before is not None and (before.group, before.question) == (after.group, after.question)
    if name == GROUP_LIST:
        return [(group.id, group.definition) for group in earlier.groups] == [
            (group.id, group.definition) for group in newest.groups
        ]
    return True
