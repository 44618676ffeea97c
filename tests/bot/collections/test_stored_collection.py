"""What is stored of a collection: re-encrypted, backed up, restored, sampled by the doctor, and gone in time."""

import io
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.config.encryption_keys import new_key, read_key
from bot.database.embedded_server import EmbeddedRedis
from bot.storage.backup import back_up
from bot.storage.backup_file import BackupWriter, check_backup, read_entries
from bot.storage.collection_records import CollectionRecords
from bot.storage.encryption import RecordCipher
from bot.storage.key_sample import sample_records
from bot.storage.keys import UNFINISHED_RESTORE_KEY
from bot.storage.reencryption import reencrypt
from bot.storage.restore import UnfinishedRestore, restore
from bot.storage.store import Store
from flows.collaboration.contribution import Contribution, contribution_from_json, contribution_to_json
from flows.errors import StoredFormatError
from flows.i18n.wording import Catalogues
from flows.model.link import Link, LinkKind
from flows.standard.criteria import Criteria
from tests import worked_example
from tests.fakes.collected import TITLE, collection_site, contribute, open_collection, service_of, sign_in
from tests.fakes.stored_keys import stored_keys

OLD, NEW = (read_key(new_key()) for _ in range(2))


def store_with(redis: Redis, key: bytes) -> Store:
    return Store(redis, session_seconds=600, result_seconds=600, cipher=RecordCipher([key]))


async def filled(store: Store, criteria: Criteria) -> str:
    """A collection with a service, an access and a list; return the coordinator's code."""
    collection = await open_collection(store)
    await contribute(store, collection, "กรมหนึ่ง", [service_of(criteria, "1", "บริการหนึ่ง", worked_example.LEVELS)])
    return await CollectionRecords(store).grant_access(collection, int(time.time()))


async def test_every_record_is_encrypted_and_can_be_encrypted_anew(
    redis: Redis, criteria: Criteria, catalogues: Catalogues
) -> None:
    await filled(store_with(redis, OLD), criteria)
    everything = str(await stored_keys(redis))
    for text in (TITLE, "กรมหนึ่ง", "บริการหนึ่ง", "collection-"):
        assert text not in everything
    sample = await sample_records(redis, RecordCipher([OLD]))
    assert (sample.opened, sample.total) == (6, 6), "two codes, the collection, its list, an access, a contribution"
    counts = await reencrypt(redis, RecordCipher([NEW, OLD]))
    assert (counts.reencrypted, counts.unreadable) == (6, 0)
    store = store_with(redis, NEW)
    async with collection_site(store, criteria, catalogues) as browser:
        page = await sign_in(browser, store, (await CollectionRecords(store).all())[0])
        assert "บริการหนึ่ง" in (await browser.get(page)).text


async def backed_up(redis: Redis) -> bytes:
    file = io.BytesIO()
    writer = BackupWriter(file, "1", datetime.now(UTC))
    await back_up(redis, writer, lambda _: None)
    writer.finish()
    return file.getvalue()


async def test_a_restored_collection_has_its_whole_table(
    redis: Redis, criteria: Criteria, catalogues: Catalogues, tmp_path: Path
) -> None:
    await filled(store_with(redis, OLD), criteria)
    file = io.BytesIO(await backed_up(redis))
    file.seek(0)
    mark = UnfinishedRestore(check_backup(file, "test").checksum, removes_others=False)
    async with EmbeddedRedis(tmp_path) as url, Redis.from_url(url) as other:
        await restore(other, read_entries(file, "test"), mark, lambda _: None)
        store = store_with(other, OLD)
        async with collection_site(store, criteria, catalogues) as browser:
            page = await sign_in(browser, store, (await CollectionRecords(store).all())[0])
            assert "บริการหนึ่ง" in (await browser.get(page)).text


async def test_a_table_that_is_read_during_a_restore_loses_nothing(redis: Redis, store: Store) -> None:
    """The index may be there before its records."""
    collection = await open_collection(store)
    await store.contributions.add(Link(LinkKind.CONTRIBUTION, f"{collection.token}.later"), 600)
    await redis.set(UNFINISHED_RESTORE_KEY, b"[]")
    assert await store.contributions.read(collection.token) == {}
    assert await store.contributions.count(collection.token) == 1
    await redis.delete(UNFINISHED_RESTORE_KEY)
    await store.contributions.read(collection.token)
    assert await store.contributions.count(collection.token) == 0


def test_the_stored_form_of_what_is_given(criteria: Criteria) -> None:
    given = Contribution("กรม", "กรมหนึ่ง", 5, (service_of(criteria, "1", "บริการ", worked_example.LEVELS, "open"),))
    assert contribution_from_json(contribution_to_json(given)) == given
    for damaged in ("", "{}", "[1]", '[2,"a","b",0,[]]', '[1,"a","b",0,[[1]]]'):
        with pytest.raises(StoredFormatError):
            contribution_from_json(damaged)
