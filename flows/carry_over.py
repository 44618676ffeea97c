"""Taking a conversation over to the criteria in use, where it was begun with another edition."""

from dataclasses import replace

from flows.answers import possible_answers
from flows.scene import Scene


def carry_over(scene: Scene) -> tuple[Scene, str]:
    """The scene by the present criteria, and a line that says so (empty where nothing had to be done).

    Answers to questions that the present edition still asks are kept; the others are asked.
    """
    assessment, edition = scene.assessment, scene.criteria.edition
    if assessment.edition == edition.id:
        return scene, ""
    position = scene.rules.walk.start(possible_answers(scene.criteria, assessment.answers))
    moved = replace(assessment, edition=edition.id, state=position.state, answers=position.answers, token=None)
    session = replace(scene.session, assessment=moved, pending=None)
    return scene.with_session(session), scene.say("notice.new_edition", edition=edition.name[scene.language])
