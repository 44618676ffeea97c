"""The assessment that every peer runs: its steps, their questions, and the gap. Facts come from criteria.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

CRITERIA = json.loads((Path(__file__).parents[3] / "criteria.json").read_text(encoding="utf-8"))
LEVELS = [level["id"] for level in CRITERIA["levels"]]
CODES = {"I": 1, "S": 2, "A": 3}
SKIP = "skip"
DONE = "done"


@dataclass(frozen=True)
class Step:
    """One question; `choices` are values and labels. `typed`: any text is an answer."""

    id: str
    prompt: str
    choices: tuple[tuple[str, str], ...]
    typed: bool = False


def _level_step(process: Mapping[str, str | Mapping[str, Mapping[str, Mapping[str, str]]]], number: int) -> Step:
    name, question, levels = process["name"], process["question"], process["levels"]
    assert isinstance(name, Mapping)
    assert isinstance(question, Mapping)
    assert isinstance(levels, Mapping)
    lines = [f"{number}/12 {name['th']}", str(question["th"])]
    lines += [f"{level}: {levels[level]['short']['th']}" for level in LEVELS[1:] if level in levels]
    labels = tuple((level["id"], level["name"]["th"]) for level in CRITERIA["levels"])
    return Step(f"level_{process['id']}", "\n".join(lines), labels)


SKIPPED = ((SKIP, "ข้าม"),)
STEPS: tuple[Step, ...] = (
    Step("welcome", "ประเมินระดับวิธีการทางอิเล็กทรอนิกส์ของบริการ ใช้เวลาประมาณห้านาที", (("agree", "เริ่ม"),)),
    Step("service", "บริการชื่ออะไร", (), typed=True),
    Step("agency", "หน่วยงานชื่ออะไร", (), typed=True),
    Step("assessor", "ผู้ประเมินชื่ออะไร", SKIPPED, typed=True),
    Step("description", "บริการนี้ทำอะไร", SKIPPED, typed=True),
    Step(
        "characteristics",
        "\n".join(["ข้อใดตรงกับบริการนี้", *(item["description"]["th"] for item in CRITERIA["characteristics"])]),
        tuple((item["id"], item["name"]["th"]) for item in CRITERIA["characteristics"]),
    ),
    *(_level_step(process, number) for number, process in enumerate(CRITERIA["processes"], 1)),
    Step("review", "ตรวจคำตอบ", (("confirm", "ยืนยัน"),)),
)
BY_ID = {step.id: step for step in STEPS}
FIRST = STEPS[0].id
_AFTER = {before.id: after.id for before, after in pairwise(STEPS)}


def after(step: str) -> str:
    """The step that follows; `done` after the last."""
    return _AFTER.get(step, DONE)


def accepts(step: str, choice: str) -> bool:
    """Return whether a tapped choice belongs to the step."""
    return any(choice == value for value, _ in BY_ID[step].choices) if step in BY_ID else False


def prompt(step: str, answers: Mapping[str, str]) -> str:
    """Return the text of a step: the review repeats the answers, the end shows the gap."""
    if step == DONE:
        return result(answers)
    if step == "review":
        return "\n".join([BY_ID[step].prompt, *(f"{name}: {answer}" for name, answer in answers.items())])
    return BY_ID[step].prompt


def choices(step: str) -> tuple[tuple[str, str], ...]:
    """The buttons of a step."""
    return () if step == DONE else BY_ID[step].choices


def result(answers: Mapping[str, str]) -> str:
    """Return the gap in one line that a program can parse."""
    group = next(item["group"] for item in CRITERIA["characteristics"] if item["id"] == answers["characteristics"])
    mandatory = CRITERIA["tables"]["mandatory"][group].split()
    recommended = CRITERIA["tables"]["recommended"][group].split()
    missing, raises = [], []
    for process, need, wish in zip(CRITERIA["processes"], mandatory, recommended, strict=True):
        level = answers[f"level_{process['id']}"]
        if level == LEVELS[0]:
            missing += [process["id"]] if need == "M" else []
        elif LEVELS.index(level) < CODES[wish]:
            raises.append(f"{process['id']}>{LEVELS[CODES[wish]]}")
    return f"missing={','.join(missing)} raise={','.join(raises)}"
