"""What becomes of the webhook at LINE: whether it is used, and whether LINE reaches it."""

from bot.platform_setup.line_account import LineAccount
from bot.shared.report import CheckResult, Status

USE = "webhook use"
TEST = "webhook test"

TURN_ON = 'Turn on "Use webhook" in the LINE Developers console, under Messaging API.'
REACH = "Check that Radap runs and that its /line/webhook is reached from outside by HTTPS with a valid certificate."
SIGNING = "Check LINE_CHANNEL_SECRET: it is not the one that LINE signs with."


async def webhook_use(account: LineAccount) -> CheckResult:
    """Whether the account sends events at all; only its owner can turn that on."""
    _, is_active = await account.webhook()
    return CheckResult(USE, Status.OK, "on") if is_active else CheckResult(USE, Status.WARNING, "off", TURN_ON)


async def webhook_test(account: LineAccount, address: str) -> CheckResult:
    """What LINE gets when it calls the webhook."""
    answer = await account.test_webhook(address)
    if answer.success:
        return CheckResult(TEST, Status.OK, "LINE reached Radap")
    text = f"LINE got no answer: {answer.reason} ({answer.status_code})"
    return CheckResult(TEST, Status.FAILED, text, SIGNING if answer.status_code == 401 else REACH)
