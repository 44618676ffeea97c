"""A reminder to assess a service again, as a calendar file (RFC 5545) with one event of a whole day."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.shared.hashing import digest
from flows.i18n.wording import Wording
from flows.results.result_view import ResultView

PRODUCT = "-//Radap//Reminder//EN"
#: An event of a whole day begins at midnight; the alarm rings when an office is open.
ALARM_AFTER_MIDNIGHT = timedelta(hours=9)


def make_reminder(view: ResultView, text: Wording, address: str, on: date, made_at: int) -> bytes:
    """Return the calendar. `made_at` is in seconds since 1970 (UTC).

    A second file of the same result has the same UID: a calendar moves the event instead of adding another.
    """
    summary = text("remind.event", service=view.service)
    event = Event()
    event.add("uid", f"{digest(address.encode())}@radap")
    event.add("dtstamp", datetime.fromtimestamp(made_at, UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", text("remind.description", date=view.date, group=view.group_id, address=address))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", ALARM_AFTER_MIDNIGHT)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
