"""A reminder to assess a service again, for the calendar of whoever opens it. Nothing is stored."""

import asyncio
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.documents.reminder import make_reminder
from bot.results.lookup import LoadedResult, LookupFailure, ResultLookup
from bot.shared.links import Links
from bot.web.etag import conditional_response, text_content
from bot.web.security_headers import private_headers
from flows.i18n.dates import years_later

CALENDAR = "text/calendar; charset=utf-8"
#: A reminder further ahead is a mistyped year.
MOST_YEARS = 10


class Reminders:
    """Serves `/r/{token}.ics?on=YYYY-MM-DD`; without a date, a year after the date of assessment."""

    def __init__(self, lookup: ResultLookup, links: Links) -> None:
        self._lookup = lookup
        self._links = links

    def routes(self) -> list[Route]:
        """Return the route; it comes before that of the result's page, whose pattern matches its path too."""
        return [Route("/r/{token}.ics", self._reminder)]

    async def _reminder(self, request: Request) -> Response:
        loaded = await self._lookup.find(request)
        if isinstance(loaded, LookupFailure):
            return loaded.as_json()
        on = _wanted_day(request.query_params.get("on"), loaded)
        if on is None:
            return JSONResponse({"problem": "date"}, status_code=400, headers=private_headers())
        content = text_content(await asyncio.to_thread(self._make, loaded, on))
        headers = {**private_headers(), "Content-Disposition": f'inline; filename="radap-{on.isoformat()}.ics"'}
        return conditional_response(request, content, CALENDAR, headers)

    def _make(self, loaded: LoadedResult, on: date) -> bytes:
        address = self._links.result(loaded.result.token)
        return make_reminder(loaded.view, loaded.wording, address, on, loaded.result.assessed_at)


def _wanted_day(typed: str | None, loaded: LoadedResult) -> date | None:
    """Return the day of a reminder; None for a text that is no date, or no day after the assessment."""
    assessed = loaded.result.assessed_day
    if not typed:
        return years_later(assessed, 1)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if assessed < day <= years_later(assessed, MOST_YEARS) else None
