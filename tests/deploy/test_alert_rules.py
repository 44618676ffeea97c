"""deploy/alerts.yml: every rule uses metrics and labels that a server shows, and classes of errors that exist."""

import re
from pathlib import Path
from typing import Any

import httpx
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot import errors
from tests.deploy.unit_file import DEPLOY
from tests.fakes.running_server import running_server

#: A metric with its labels. `up` and the labels of the target come from Prometheus itself.
SELECTOR = re.compile(r"\b((?:radap|process|up)\w*)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)(?:=|=~)"([^"]*)"')
GROUPED_BY = re.compile(r"\bby \(([^)]*)\)")
OF_PROMETHEUS = {"up": {"job", "instance"}}
OF_THE_TARGET = {"job", "instance"}
OPERATE = Path(__file__).parents[2] / "docs" / "operate.md"


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


async def test_every_rule_uses_metrics_and_labels_that_exist(tmp_path: Path) -> None:
    labels = OF_PROMETHEUS | await shown_labels(tmp_path) | described_labels()
    assert len(rules()) >= 10
    for rule in rules():
        selected = SELECTOR.findall(rule["expr"])
        assert selected, rule["alert"]
        grouped = {name.strip() for names in GROUPED_BY.findall(rule["expr"]) for name in names.split(",")}
        for metric, matchers in selected:
            assert metric in labels, metric
            used = {name for name, _ in MATCHER.findall(matchers)} | grouped
            assert used <= labels[metric] | OF_THE_TARGET, (rule["alert"], metric)


async def shown_labels(folder: Path) -> dict[str, set[str]]:
    """The metrics of a server that has answered one event, each with its labels so far."""
    async with running_server(folder) as server, httpx.AsyncClient(base_url=server) as client:
        await client.get("/chat")
        await client.post("/chat/turn", json={"id": "event-one", "kind": "greeting"})
        text = (await client.get("/metrics")).text
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        # A counter without a label's first value has no sample yet; its name has one more word than its family's.
        labels[family.name + ("_total" if family.type == "counter" else "")] = set()
        for sample in family.samples:
            labels[sample.name] = labels.get(sample.name, set()) | set(sample.labels)
    return labels


def described_labels() -> dict[str, set[str]]:
    """The labels of counters that count nothing yet, from the list in docs/operate.md."""
    rows = re.findall(r"^\| `(radap_\w+_total)\{([\w,]+)\}`", OPERATE.read_text("utf-8"), re.MULTILINE)
    return {metric: set(names.split(",")) for metric, names in rows}


def test_every_kind_of_error_exists() -> None:
    matchers = [pair for rule in rules() for pair in MATCHER.findall(rule["expr"])]
    outcomes = {value for name, value in matchers if name == "outcome"}
    kinds = {kind for name, value in matchers if name == "kind" for kind in value.split("|")}
    assert outcomes - {"failed"} == {errors.PlatformRefused.__name__, errors.PlatformUnavailable.__name__}
    assert kinds == {errors.KeyMissing.__name__, errors.UnencryptedRecord.__name__}


def test_every_rule_says_how_urgent_it_is_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary", "action"}
        named = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
        grouped = {name.strip() for names in GROUPED_BY.findall(rule["expr"]) for name in names.split(",")}
        assert named <= (grouped or OF_THE_TARGET), rule["alert"]
