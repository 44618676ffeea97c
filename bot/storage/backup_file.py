"""The file of a back-up: a header, a line for each record, and an end with the checksum.

Every line is a JSON object; docs/back-up.md describes them. Values are written by their type, and not as Redis's DUMP:
a server refuses the DUMP of a newer one, so that such a file could not go from Valkey to Redis, or to an older release.
"""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

import orjson

from bot.errors import BackupUnreadable
from flows.operator_text import Text, Translatable

FORMAT = 1
PREFIX = "radap:"

#: The types of Redis that Radap uses, or may come to use, and of how many parts an entry of each consists.
PARTS = {"string": 1, "hash": 2, "list": 1, "set": 1, "zset": 2}

#: More than a record of any kind takes. A longer line is not one of a back-up's.
MAX_HEADER_BYTES, MAX_LINE_BYTES = 4096, 256 * 1024 * 1024

#: What is wrong with a file, and what to do; `_unreadable` fills in the values.
NO_BACKUP = Translatable("{file} is no back-up of Radap."), Translatable("Name a file that `radap backup` wrote.")
NEWER = (
    Translatable("{file} was made by Radap {version}; its format {format} is newer than this Radap reads ({known})."),
    Translatable("Install Radap {version} or later, and restore with that."),
)
COPY_AGAIN = Translatable("Copy it again, or take another back-up.")
CUT = Translatable("{file} is cut off: its end is missing."), COPY_AGAIN
DAMAGED = Translatable("{file} is damaged: its content does not match its checksum."), COPY_AGAIN


class StoredRecord(NamedTuple):
    """A key with its value.

    `expires_at` is in milliseconds since 1970 (UTC), 0 for never. `values` are the parts of the value: of a string the
    one, of a list and a set the entries, of a hash field and value in turn, of a sorted set member and score in turn.
    """

    key: str
    type: str
    expires_at: int
    values: tuple[bytes, ...]


class DeletedRecord(NamedTuple):
    """A key of an earlier line that was deleted while the back-up was made."""

    key: str


class Backup(NamedTuple):
    """What a file says of itself. `checksum` identifies the content."""

    version: str
    made_at: datetime
    records: int
    checksum: str


class BackupWriter:
    """Writes a back-up: the header at once, records, and with `finish` the end."""

    def __init__(self, file: BinaryIO, version: str, made_at: datetime) -> None:
        self._file = file
        self._hash = sha256()
        self.records = self._deletions = 0
        self._write_line({"radap-backup": FORMAT, "version": version, "made_at": made_at.isoformat(timespec="seconds")})

    def write(self, record: StoredRecord) -> None:
        """Add a record."""
        values = [b64encode(value).decode("ascii") for value in record.values]
        self._write_line({"key": record.key, "type": record.type, "expires_at": record.expires_at, "values": values})
        self.records += 1

    def delete(self, key: str) -> None:
        """Take back a record that was added."""
        self._write_line({"deleted": key})
        self._deletions += 1

    def finish(self) -> None:
        """Write the end."""
        counts = {"records": self.records, "deletions": self._deletions}
        self._write_line({**counts, "sha256": self._hash.hexdigest()})

    def _write_line(self, plain: dict[str, Any]) -> None:
        line = orjson.dumps(plain, option=orjson.OPT_APPEND_NEWLINE)
        self._hash.update(line)
        self._file.write(line)


def check_backup(file: BinaryIO, name: str) -> Backup:
    """Read a whole file from its beginning, and return what it says of itself.

    Raises BackupUnreadable for a file that is no back-up, of a newer format, cut off or damaged.
    """
    version, made_at = _read_header(file, name)
    file.seek(0)
    checksum = sha256()
    line = file.readline(MAX_LINE_BYTES)
    while following := file.readline(MAX_LINE_BYTES):
        checksum.update(line)
        line = following
    end = _object(line)
    if not line.endswith(b"\n") or (end is not None and "sha256" not in end):
        raise _unreadable(CUT, name)
    if end is None or end["sha256"] != checksum.hexdigest():
        raise _unreadable(DAMAGED, name)
    counts = Counter(type(entry) for entry in read_entries(file, name))
    if (end.get("records"), end.get("deletions")) != (counts[StoredRecord], counts[DeletedRecord]):
        raise _unreadable(DAMAGED, name)
    return Backup(version, made_at, counts[StoredRecord], checksum.hexdigest())


def read_entries(file: BinaryIO, name: str) -> Iterator[StoredRecord | DeletedRecord]:
    """Yield the records of a file that was checked. Raises BackupUnreadable for a line that is not a record."""
    file.seek(0)
    file.readline(MAX_HEADER_BYTES)
    while line := file.readline(MAX_LINE_BYTES):
        plain = _object(line)
        if plain is not None and "sha256" in plain:
            return
        yield _entry(plain, name)


def _read_header(file: BinaryIO, name: str) -> tuple[str, datetime]:
    plain = _object(file.readline(MAX_HEADER_BYTES))
    if plain is None or not isinstance(plain.get("radap-backup"), int):
        raise _unreadable(NO_BACKUP, name)
    version, made_in = str(plain.get("version")), plain["radap-backup"]
    if made_in > FORMAT:
        raise _unreadable(NEWER, name, version=version, format=made_in, known=FORMAT)
    try:
        return version, datetime.fromisoformat(plain["made_at"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        raise _unreadable(DAMAGED, name) from None


def _entry(plain: dict[str, Any] | None, name: str) -> StoredRecord | DeletedRecord:
    try:
        if plain is None:
            raise _unreadable(DAMAGED, name)
        if "deleted" in plain:
            return DeletedRecord(_own_key(plain["deleted"]))
        kind, expires_at = plain["type"], plain["expires_at"]
        values = tuple(b64decode(value, validate=True) for value in plain["values"])
        if not isinstance(expires_at, int) or len(values) % PARTS[kind] or not values:
            raise _unreadable(DAMAGED, name)
        return StoredRecord(_own_key(plain["key"]), kind, expires_at, values)
    except (KeyError, TypeError, ValueError):
        raise _unreadable(DAMAGED, name) from None


def _own_key(key: str) -> str:
    """Return a key of Radap's. Raises ValueError for that of another program, which no restore touches."""
    if not key.startswith(PREFIX):
        raise ValueError("not a key of Radap's")
    return key


def _object(line: bytes) -> dict[str, Any] | None:
    """Return the object of a whole line; None for anything else."""
    try:
        plain = orjson.loads(line) if line.endswith(b"\n") else None
    except orjson.JSONDecodeError:
        return None
    return plain if isinstance(plain, dict) else None


def _unreadable(wording: tuple[Translatable, Translatable], file: str, **values: Text) -> BackupUnreadable:
    problem, remedy = (Translatable(text.english, file=file, **values) for text in wording)
    return BackupUnreadable(problem, remedy)
