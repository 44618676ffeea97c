"""LINE's typed models as plain JSON values."""

from typing import Any

from linebot.v3.messaging import ReplyMessageRequest
from pydantic.v1 import BaseModel


def plain_json(value: Any) -> Any:
    """A model, or a list of them, as dicts under LINE's own names, without what is not set.

    It equals the models' own `to_dict`, which writes every part again for each box around it and so takes some
    ten times as long for a bubble.
    """
    if isinstance(value, list):
        return [plain_json(item) for item in value]
    if isinstance(value, BaseModel):
        values = ((field.alias, getattr(value, name)) for name, field in value.__fields__.items())
        return {alias: plain_json(item) for alias, item in values if item is not None}
    return value


class Reply(ReplyMessageRequest):
    """A reply that the client writes with `plain_json`."""

    def to_dict(self) -> Any:
        """What the client sends."""
        return plain_json(self)
