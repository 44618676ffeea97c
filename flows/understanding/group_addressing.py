"""Recognizes messages in a group chat that are addressed to Radap."""

import re

from flows.i18n.wording import Catalogues
from flows.understanding.reader import TextMatcher

SIGN = "/"


class GroupAddressing:
    """Knows the commands, the sign (such as `/answer`) that marks a typed answer, and how a file is pointed at."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._reader = TextMatcher(catalogues)
        signs = "|".join(re.escape(word) for word in catalogues.words("words.answer_sign"))
        # The longest first, and none tried again: a message of thousands of such words costs no more than its length.
        parts = "|".join(map(re.escape, sorted(catalogues.words("words.quoted_file"), key=len, reverse=True)))
        self._about_file = re.compile(rf"(?:[\W_]|{parts})*+", re.IGNORECASE)
        self._signed = re.compile(rf"\s*{SIGN}(?:{signs})(?![A-Za-z_])\s*(?P<answer>.*)", re.DOTALL | re.IGNORECASE)

    def addressed_text(self, text: str) -> str | None:
        """Return an answer without the sign before it, or a command; None for other messages."""
        if signed := self._signed.fullmatch(text):
            return signed["answer"]
        return text if text.lstrip().startswith(SIGN) and self._reader.command(text) else None

    def is_about_quoted_file(self, text: str) -> bool:
        """Return whether a text that quotes a message says no more than that Radap should read the file in it."""
        return self._about_file.fullmatch(text) is not None

    def strip_answer_prefix(self, text: str) -> str:
        """Return a text without the sign, where it is addressed to Radap anyway: in a private chat, or by a mention."""
        signed = self._signed.fullmatch(text)
        return signed["answer"] if signed else text
