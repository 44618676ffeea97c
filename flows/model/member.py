"""A member of a group chat, where several people fill in one assessment together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a group chat.

    `id` tells the people of a group apart and is no platform's id; it is empty where the platform does not say who
    it was. `name` is what the platform shows; empty where it is not known.
    """

    id: str = ""
    name: str = ""
