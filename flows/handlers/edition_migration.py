"""Moving a running assessment to the criteria in use, where it was begun with an earlier edition."""

from collections.abc import Mapping

from flows.assessment.context import Context
from flows.handlers.answers import possible_answers
from flows.model.question_ids import GROUP_LIST, characteristic_of, process_of
from flows.standard.criteria import Criteria


def migrate_to_newest(scene: Context) -> Context:
    """The scene by the newest criteria: answers to questions that did not change are kept, the others are asked again.

    Where the earlier edition is not known, every answer that the newest one could have is kept.
    """
    rules, assessment = scene.rules.newest_rules, scene.assessment
    earlier = scene.criteria if scene.criteria.edition.id == assessment.edition else None
    answers = possible_answers(rules.criteria, assessment.answers)
    if earlier:
        answers = {name: answer for name, answer in answers.items() if _is_same(name, earlier, rules.criteria)}
    position = rules.walk.start(answers)
    moved = assessment._replace(edition=rules.criteria.edition.id, state=position.state, answers=position.answers)
    return scene._replace(rules=rules).with_assessment(moved).asking(None)


def moved_answers(before: Context, after: Context) -> Mapping[str, str]:
    """The answers that were taken over."""
    old = before.assessment.answers
    return {name: answer for name, answer in after.assessment.answers.items() if old.get(name) == answer}


def _is_same(name: str, earlier: Criteria, newest: Criteria) -> bool:
    """Whether a question asks the same in both editions: the words of an aliases list or a source do not count."""
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
