"""The result in the chat explains itself: how many of how many, why levels do not conform, what is there as needed."""

import pytest

from flows.engine import Engine
from flows.i18n.wording import Wording
from flows.model.messages import Paragraph, Section
from tests import worked_example
from tests.fakes.talk import Talk


def told(talk: Talk) -> str:
    return "\n".join(block.text for block in talk.messages[-1].blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    ("levels", "processes", "reached", "missing", "absent"),
    [
        (worked_example.LEVELS, (7, 8), (9, 12), 0, 0),
        ("SSSIIIII-ISI", (7, 8), (11, 12), 1, 0),
        ("SSSII---I-SI", (8, 8), (8, 8), 0, 4),
        ("-----III-I--", (0, 8), (4, 12), 8, 0),
        ("------------", (0, 8), (0, 8), 8, 4),
    ],
)
def test_a_result_says_how_many_of_how_many_and_why(
    dialogue: Engine,
    say: Wording,
    levels: str,
    processes: tuple[int, int],
    reached: tuple[int, int],
    missing: int,
    absent: int,
) -> None:
    text = told(Talk(dialogue).to_result(levels))
    assert say("result.processes_count", conforming=processes[0], total=processes[1]) in text
    assert say("result.levels_count", conforming=reached[0], total=reached[1]) in text
    verdict = say("verdict.partial" if reached[0] else "verdict.none")
    reason = say.plural("result.levels_reason", missing, verdict=verdict)
    assert (reason in text) is bool(missing)
    assert ("ไม่มีกระบวนการใดต้องยกระดับ" in text) is bool(missing)
    assert (say.plural("result.absent", absent) in text) is bool(absent)
    assert ("ตามความจำเป็น" in text) is bool(absent)


def test_the_officer_is_told_what_other_specify_is_for(dialogue: Engine, say: Wording) -> None:
    talk = Talk(dialogue).to_review()
    talk.tap("!notes")
    for remark in ("remark_processes", "remark_levels"):
        talk.tap(remark)
        assert say("note.when_remark") in told(talk)
        talk.tap("close")
    talk.tap("note_search")
    assert say("note.when_remark") not in told(talk)


def test_the_gap_comes_first_with_what_each_line_requires(dialogue: Engine, say: Wording) -> None:
    talk = Talk(dialogue).to_result()
    blocks = talk.messages[-1].blocks
    sections = [block for block in blocks if isinstance(block, Section)]
    assert blocks[1:3] == tuple(sections[:2])
    criteria = dialogue.rules.criteria
    (missing,), raises = sections[0].entries, sections[1].entries
    recommended = criteria.recommended[worked_example.GROUP]["tracking"].id
    assert missing.detail == criteria.process_by_id["tracking"].levels[recommended].short.th
    assert all(entry.detail for entry in raises)
    assert say.plural("result.conforming", 9) in told(talk)
    conforming = criteria.process_by_id["search"].name.th
    assert conforming not in {entry.label for section in sections for entry in section.entries}


def test_without_missing_processes_there_is_no_empty_heading(dialogue: Engine, say: Wording) -> None:
    talk = Talk(dialogue).to_result("IIIIIIIIIIII")
    titles = [block.title for block in talk.messages[-1].blocks if isinstance(block, Section)]
    assert say.plural("result.missing", 0) not in titles
    assert all(block.entries for block in talk.messages[-1].blocks if isinstance(block, Section))
