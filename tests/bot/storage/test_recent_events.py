"""The deduplication window."""

from bot.storage.recent_events import RecentEvents, handled_event


def test_the_last_32_events_are_remembered() -> None:
    events = RecentEvents()
    for number in range(40):
        events = events.with_event(handled_event(f"event {number}", number))
    forgotten, kept = events.evict()
    assert (len(forgotten), len(kept)) == (8, 32)
    assert handled_event("event 7") in forgotten
    assert handled_event("event 7") not in kept
    assert handled_event("event 8") in kept
    assert (forgotten.newest_time(), kept.newest_time()) == (7, 39)
