"""Tells the operator whether the keys of ENCRYPTION_KEYS open what is stored."""

from bot.config.settings import Settings
from bot.database.commands import RedisClient
from bot.errors import StoreUnavailable, UnencryptedRecord
from bot.shared.report import CheckResult, Status
from bot.storage.encryption import RecordCipher
from bot.storage.key_sample import KeySample, sample_records
from flows.operator_text import Translatable

KEYS = Translatable("keys")

SET_KEYS = Translatable("Set ENCRYPTION_KEYS to the key with which they were stored.")
ADD_KEY = Translatable("Add the key with which they were stored to ENCRYPTION_KEYS, after the newest one.")
RESTORE = Translatable("Restore them from a backup, or find out which program wrote them.")
ALLOW_READING = Translatable("Allow the user of REDIS_URL to run SCAN, GET and HGETALL.")


async def check_keys(redis: RedisClient, settings: Settings) -> CheckResult:
    """Try the keys on a sample of the records. Raises nothing."""
    cipher = RecordCipher(settings.stored_data_keys, accepts_unencrypted=settings.accepts_unencrypted)
    try:
        sample = await sample_records(redis, cipher)
    except StoreUnavailable as error:
        return CheckResult(KEYS, Status.WARNING, error.problem, ALLOW_READING)
    return _judge(sample, has_keys=bool(settings.stored_data_keys))


def _judge(sample: KeySample, *, has_keys: bool) -> CheckResult:
    total = sample.total
    if sample.locked and not has_keys:
        text = Translatable(
            "{count} of {total} records read are encrypted, but ENCRYPTION_KEYS is not set",
            count=sample.locked,
            total=total,
        )
        return CheckResult(KEYS, Status.FAILED, text, SET_KEYS)
    if sample.locked:
        text = Translatable(
            "{count} of {total} records read are encrypted with a key that ENCRYPTION_KEYS lacks",
            count=sample.locked,
            total=total,
        )
        return CheckResult(KEYS, Status.FAILED, text, ADD_KEY)
    if sample.unencrypted:
        text = Translatable(
            "{count} of {total} records read are not encrypted, although ENCRYPTION_KEYS is set",
            count=sample.unencrypted,
            total=total,
        )
        return CheckResult(KEYS, Status.FAILED, text, UnencryptedRecord().remedy)
    if sample.damaged:
        text = Translatable("{count} of {total} records read are damaged", count=sample.damaged, total=total)
        return CheckResult(KEYS, Status.FAILED, text, RESTORE)
    if not total:
        return CheckResult(KEYS, Status.OK, Translatable("nothing is stored yet"))
    return CheckResult(KEYS, Status.OK, Translatable("all {total} records read could be opened", total=total))
