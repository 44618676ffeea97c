"""Signs the values of cookies with a key that all workers read from the database."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from itsdangerous import BadSignature, Signer

from bot.errors import StoreUnavailable
from bot.storage.store import Store

#: Minimum seconds between two reads of the key after wrong signatures, so that forged cookies cost one read a second.
SECONDS_BETWEEN_LOOKS = 1.0


class CookieSigner:
    """Signs and verifies values for one purpose.

    The key may change while workers run: the database was emptied, or a copy was restored. A worker reads it again
    when it is asked to, and when a signature does not match.
    """

    def __init__(self, store: Store, purpose: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._purpose = purpose
        self._clock = clock
        self._signer: Signer | None = None
        self._looking = asyncio.Lock()
        self._next_look = clock()

    async def sign(self, value: str) -> str:
        """Return the value with its signature. Raises StoreUnavailable and KeyMissing."""
        return (await self._present_signer()).sign(value).decode()

    async def unsign(self, signed: str) -> str | None:
        """Return the value; None where the signature is not ours. Raises StoreUnavailable and KeyMissing."""
        return _unsigned(await self._present_signer(), signed) or _unsigned(await self._newest_signer(), signed)

    async def look_for_key(self) -> None:
        """Read the key again; keep the current one if the database does not answer. Raises KeyMissing."""
        with suppress(StoreUnavailable):
            await self._read_signer()

    async def _present_signer(self) -> Signer:
        return self._signer or await self._read_signer()

    async def _newest_signer(self) -> Signer:
        """Return the signer with a key that was read at most a second ago; concurrent callers share one read."""
        async with self._looking:
            if self._clock() < self._next_look:
                return await self._present_signer()
            self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
            return await self._read_signer()

    async def _read_signer(self) -> Signer:
        self._signer = Signer(await self._store.cookie_key(), salt=self._purpose, digest_method=sha256)
        return self._signer


def _unsigned(signer: Signer, signed: str) -> str | None:
    try:
        return signer.unsign(signed).decode()
    except BadSignature:
        return None
