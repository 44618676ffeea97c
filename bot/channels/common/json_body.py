"""Decodes the JSON that platforms send."""

import json
from typing import Any

import orjson


def read_json(body: bytes) -> Any:
    """Return the value of a JSON text. Raises ValueError for anything else.

    An unpaired surrogate, as a text that was cut in two holds it, becomes U+FFFD: UTF-8 cannot store it.
    """
    try:
        return orjson.loads(body)
    except ValueError:
        return _repair_surrogates(body)


def _repair_surrogates(body: bytes) -> Any:
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
