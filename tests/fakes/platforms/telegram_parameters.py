"""The parameters of a Telegram call, in every encoding that clients use."""

import json
from typing import Any

from aiohttp import web

from tests.fakes.platforms.call import UploadedFile

PLAIN_TEXT = {
    "action",
    "business_connection_id",
    "callback_query_id",
    "caption",
    "description",
    "document",
    "file_id",
    "inline_message_id",
    "ip_address",
    "language_code",
    "message_effect_id",
    "name",
    "parse_mode",
    "photo",
    "secret_token",
    "short_description",
    "text",
    "title",
    "url",
}
ATTACHED = "attach://"


async def read_parameters(request: web.Request) -> dict[str, Any]:
    """Decode a query, a form, a multipart form or JSON; nested values are JSON in all but the last."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= await read_json(request)
    else:
        form = await request.post()
        given |= {name: _file(value) if isinstance(value, web.FileField) else value for name, value in form.items()}
    decoded = {name: decode_parameter(name, value) for name, value in given.items()}
    return _with_attachments(decoded)


async def read_json(request: web.Request) -> dict[str, Any]:
    """Return the JSON object of a body; an empty one for anything else."""
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def decode_parameter(name: str, value: Any) -> Any:
    """Decode a parameter's text: `7` is a number, `true` a Boolean, `{…}` an object; other texts stay texts."""
    if not isinstance(value, str) or name in PLAIN_TEXT:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _file(part: web.FileField) -> UploadedFile:
    return UploadedFile(part.filename, part.content_type, part.file.read())


def _with_attachments(parameters: dict[str, Any]) -> dict[str, Any]:
    references = {
        name: value.removeprefix(ATTACHED)
        for name, value in parameters.items()
        if isinstance(value, str) and value.startswith(ATTACHED)
    }
    attached = {name: parameters[part] for name, part in references.items() if part in parameters}
    parts = {references[name] for name in attached}
    return {name: value for name, value in (parameters | attached).items() if name not in parts}
