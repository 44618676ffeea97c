"""The errors of the world around the conversation: settings, Redis, platforms. Their root is `flows.errors`."""

from collections.abc import Sequence
from typing import ClassVar

from flows.errors import RadapError


class SettingsError(RadapError):
    """Settings are missing or wrong; the text names each one, never a value that may be secret."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Take one sentence for each setting."""
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"Settings to correct:\n{lines}\n", "See docs/settings.md.")


class StoreUnavailable(RadapError):
    """Redis did not answer, or refused."""

    retry_helps: ClassVar[bool] = True

    def __init__(self, kind: str) -> None:
        """Name the kind of the failure (the class of the client's error)."""
        super().__init__(f"Redis is not available ({kind}).", "Check REDIS_URL and that the Redis server runs.")


class KeyMissing(RadapError):
    """A record was encrypted with a key that is not at hand."""

    retry_helps: ClassVar[bool] = True

    def __init__(
        self,
        problem: str = "A stored record is encrypted with a key that ENCRYPTION_KEYS does not hold.",
        remedy: str = "Add the key that was in use before behind the newest one.",
    ) -> None:
        """The remedy is the same for all records."""
        super().__init__(problem, remedy)


class UnencryptedRecord(KeyMissing):
    """A record is not encrypted although keys are set: it is older than they, or somebody else wrote it."""

    def __init__(self) -> None:
        """The remedy is the same for all records."""
        super().__init__(
            "A stored record is not encrypted, although ENCRYPTION_KEYS is set.",
            "If encryption was just turned on: add `,unencrypted` at the end of ENCRYPTION_KEYS and restart, "
            "run `radap reencrypt`, then take the word away. If not: somebody wrote to the database.",
        )


class ConversationContended(RadapError):
    """So many events changed one conversation at once that this one found no turn."""

    retry_helps: ClassVar[bool] = True

    def __init__(self) -> None:
        """There is nothing to name without naming the conversation."""
        super().__init__("A conversation is being changed by too many events at once.", "The event can be sent again.")


class PlatformUnavailable(RadapError):
    """A chat platform did not take a message for now; `retry_after` is its wish in seconds, where it has one."""

    retry_helps: ClassVar[bool] = True

    def __init__(self, platform: str, kind: str, retry_after: int | None = None) -> None:
        """Name the platform and the kind of the failure (a status or an error class)."""
        super().__init__(f"{platform} did not accept an answer ({kind}).", "It is sent again when the event returns.")
        self.kind = kind
        self.retry_after = retry_after


class PlatformRefused(RadapError):
    """A chat platform refused a message for good: sending it again would not help."""

    def __init__(self, platform: str, kind: str) -> None:
        """Name the platform and the kind of the refusal, without the content of the message."""
        super().__init__(f"{platform} refused an answer ({kind}).", "Check the access token, then report a bug.")
        self.kind = kind


class MalformedEvent(RadapError):
    """A part of a webhook's batch is no event of the platform's, or of a kind that is newer than this release."""

    def __init__(self) -> None:
        """What was sent is not named: it may hold what somebody wrote."""
        super().__init__("An event is malformed.", "The other events of its batch are taken.")


class RedisServerMissing(RadapError):
    """No Redis server program was found for the built-in database."""

    def __init__(self) -> None:
        """The remedy is the same everywhere."""
        super().__init__(
            "REDIS_URL is not set and no redis-server or valkey-server was found.",
            "Install one (for example `apt install redis-server`), or set REDIS_URL.",
        )


class EmbeddedRedisFailed(RadapError):
    """The built-in Redis server did not start."""

    retry_helps: ClassVar[bool] = True

    def __init__(self, detail: str, remedy: str = "See redis.log in the data folder.") -> None:
        """Quote the last line of its log, or what kept it from being launched."""
        super().__init__(f"The built-in Redis server did not start: {detail}.", remedy)


class UnreadableFile(RadapError):
    """A file is in no encoding that spreadsheets save."""

    def __init__(self, name: str) -> None:
        """Name the file."""
        super().__init__(f"{name} is not a text file that can be read.", "Save it as CSV in UTF-8.")


class OutputIsTerminal(RadapError):
    """A file was about to be written to a terminal."""

    def __init__(self) -> None:
        """The remedy is the same everywhere."""
        super().__init__("A PDF cannot be shown in a terminal.", "Name a file: `radap form form.pdf`.")
