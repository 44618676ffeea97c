"""Decoding what platforms send."""

import json
from typing import Any

import orjson


def read_json(body: bytes) -> Any:
    """The value of a JSON text. Raises ValueError for anything else.

    Half of a sign beyond Unicode's basic plane, as a text that was cut in two holds it, becomes a replacement sign:
    nothing could store it.
    """
    try:
        return orjson.loads(body)
    except ValueError:
        return _read_leniently(body)


def _read_leniently(body: bytes) -> Any:
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
