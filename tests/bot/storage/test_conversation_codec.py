"""The stored form of a conversation: records of earlier releases stay readable."""

from base64 import b64decode

import pytest

from bot.errors import KeyMissing
from bot.storage.compression import compress
from bot.storage.conversation_codec import EVENTS_HEADER, RECORD_HEADER, conversation_from_bytes, conversation_to_bytes
from bot.storage.conversation_record import ConversationRecord
from bot.storage.encryption import RecordCipher
from bot.storage.outbox import PendingWrite, WriteKind
from bot.storage.rate_limit import RateLimitState
from bot.storage.recent_events import RecentEvents, handled_event
from flows.errors import StoredFormatError
from flows.i18n.language import Language
from flows.model.events import ButtonPress
from flows.model.finished import UNREAD
from flows.model.link import Link, LinkKind
from flows.model.pending import Guess, ResultsPage
from flows.model.session import Assessment, PreviousResult, Session
from tests.fakes.services import PLAINTEXT

KEY, PLACE = bytes(range(32)), "radap:{k}:session"

#: A record with every field set, without encryption and with KEY. They are never renewed: a different form is another
#: format.
STORED = b64decode(
    "AjEyMzQ1Njc4AAABi8/laHsBAAJku1qA/LMgnF0JZVPxAWeUPQZyIQAAAADDlpzB+R6cnBOTkg2NjPEmarRIIDIJY69iMXNmTiKw"
    "0Eb2RglWAM/baZnAFAh2IqicgRYEBlCgA6kNkMp3WBDWxsJKlVxDRLmC5N6FsEbLVpBjoCUOQkGxIVgYGr5gywxB9iEVWvDiCRyw"
    "BYlFhAIWmqWJDNC14KZRI5bCoRbkObRSHB6vGLEHT9ixoMI3BdQEiEYqzOEaEUJpRfm58YYGIA2g8rYCK4CXwgVYASj+lKyMIbWQ"
    "iREwMsCpswitNsCpubpWScc0VidaSRe5wgEjg1igw4BJA5jqcyBxUQsA"
)
ENCRYPTED = b64decode(
    "AjEyMzQ1Njc4AAABi8/laHsBAefXqwnxzQnIdFxs3lzdtuLvw/GD75FHGUhyMBJ3CLJO9VCLu1ZOpEvscWIcwkN8ukgWpjoNRPGQ"
    "+K7a8FmdBKisSUIXxEnMOXJyoP0zw5FRPB5Pg5CrfheGzgnOeEwNUfjyCFXsfgWdkpklCcdx4/iVRXojqA+Uqwx3hnSL3vqaryza"
    "hXsR0Bwki0nP/lHDS9dvZAJABkBzp/NY6pioPpRpMBpNF4DGoaZD37umQMxBzfMB9lMmhoYJQsd/q+ug6MBIoJCqmMoYURAtg83x"
    "4r/SuLGeOBDzum9bue2zQvDglJiKnsa498ZtpReGHZQPfITZaSSPQnhzPIFuiQLO9OdRoi5teLA5BSoaMymzeC2LrLMGIX2QN3Q="
)


def record() -> ConversationRecord:
    """Return the conversation in those bytes."""
    assessment = Assessment(
        id="abc123",
        edition="draft-2567-02",
        state="level_identity",
        answers={"welcome": "agree", "service": "ขออนุญาต", "level_search": "later"},
        token="t" * 22,
        earlier=PreviousResult(1_700_000_000, "3.1", {"search": "initial"}),
        offered="final-2567",
        started_by="m1",
        answered_by={"service": "มาลี"},
        sources={"service": "s1"},
    )
    waiting = Assessment("par123", "draft-2567-02", "agency", {"welcome": "agree", "service": "อีกบริการ"})
    session = Session(
        language=Language.ENGLISH,
        assessment=assessment,
        pending=Guess(ButtonPress("abc123", "level_identity", "standard"), ResultsPage(10)),
        finished=UNREAD,
        last_event_at=1_700_000_100,
        exported="x" * 22,
        parked=(waiting,),
        is_group=True,
        portfolio="p" * 22,
        confirmations=3,
    )
    events = RecentEvents().with_event(handled_event("e1", 1_700_000_001)).with_event(handled_event("e2"))
    writes = (
        PendingWrite(WriteKind.REPLACE, Link(LinkKind.PORTFOLIO, "p" * 22), "{}", 5),
        PendingWrite(WriteKind.SHORTEN_TTL),
    )
    return ConversationRecord(
        revision=b"12345678",
        session=session,
        events=events,
        newest_evicted_at=1_690_000_000,
        newest_other_message=42,
        outbox=writes,
        links_version=7,
        is_blocked=True,
        rate_limit=RateLimitState(1_700_000_000_123, notified=True),
    )


def test_a_record_of_an_earlier_release_is_read_with_every_field() -> None:
    assert conversation_from_bytes(STORED, PLACE, PLAINTEXT) == record()


def test_an_encrypted_record_of_an_earlier_release_is_read_with_its_key() -> None:
    assert conversation_from_bytes(ENCRYPTED, PLACE, RecordCipher([bytes(32), KEY])) == record()
    with pytest.raises(KeyMissing):
        conversation_from_bytes(ENCRYPTED, PLACE, RecordCipher([bytes(32)]))


def test_a_record_is_written_in_the_same_form() -> None:
    written = conversation_to_bytes(record(), PLACE, PLAINTEXT)
    assert written[: RECORD_HEADER.size] == STORED[: RECORD_HEADER.size]
    assert conversation_from_bytes(written, PLACE, PLAINTEXT) == record()


NONSENSE = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"s":{"v":99}}',
    b'{"s":{"v":1}}',
    b'{"o":[[]]}',
    b'{"o":[["?","result","","",0]]}',
)


@pytest.mark.parametrize("inside", NONSENSE)
def test_a_record_with_invalid_content_is_refused(inside: bytes) -> None:
    cipher, head = PLAINTEXT, STORED[: RECORD_HEADER.size]
    stored = head + cipher.encrypt(EVENTS_HEADER.pack(0, 0) + compress(inside), PLACE)
    with pytest.raises(StoredFormatError):
        conversation_from_bytes(stored, PLACE, cipher)
