"""The records that conversations share, in memory: what a step writes to them, in the order of the real store."""

from collections.abc import Iterable, Mapping

from flows.assessment.outcome import GuardedDeletion, NewCode, NewRecord, RecordChange, SharedEffect
from flows.collaboration.change import DELETIONS
from flows.collaboration.codes import CodeTarget
from flows.collaboration.shared_record import SharedRecord, apply_change
from flows.engine import Step
from flows.model.link import Link, LinkKind


class SharedInMemory:
    """Holds records and the targets of codes by their links."""

    def __init__(self) -> None:
        self.records: dict[Link, SharedRecord | CodeTarget] = {}

    def read(self, links: Iterable[Link]) -> Mapping[Link, SharedRecord | CodeTarget | None]:
        return {link: self.records.get(link) for link in links}

    def apply(self, step: Step) -> None:
        """Do the changes of a step, then its other writes."""
        held: dict[str, bool] = {}
        for effect in step.shared:
            if isinstance(effect, RecordChange):
                held[effect.link.token] = self._change(effect) and held.get(effect.link.token, True)
        for effect in step.shared:
            self._write(effect, held)
        for link in step.withdrawn:
            self.records.pop(link, None)

    def _change(self, effect: RecordChange) -> bool:
        record = self.records.get(effect.link)
        if record is None or isinstance(record, CodeTarget):
            return effect.change.kind in DELETIONS
        changed = apply_change(record, effect.change)
        if changed.record is None:
            del self.records[effect.link]
        else:
            self.records[effect.link] = changed.record
        return changed.holds

    def _write(self, effect: SharedEffect, held: Mapping[str, bool]) -> None:
        match effect:
            case NewRecord(token, record, code, _):
                self.records[Link(LinkKind(record.kind.value), token)] = record
                self.records[Link(LinkKind.CODE, code)] = CodeTarget(record.kind, token)
            case NewCode(code, target):
                self.records[Link(LinkKind.CODE, code)] = target
            case GuardedDeletion(guard, link):
                if held.get(guard, True):
                    self.records.pop(link, None)
            case RecordChange():
                pass
