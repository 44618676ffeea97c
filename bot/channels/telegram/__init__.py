"""The Telegram channel, built on python-telegram-bot."""

import os

# python-telegram-bot's documented opt-in to the coming type of `RetryAfter.retry_after`, a timedelta. Without it, each
# 429 from Telegram raises a deprecation warning. The library reads the variable at every use and offers no other switch:
# https://docs.python-telegram-bot.org/en/v22.8/stability_policy.html
os.environ.setdefault("PTB_TIMEDELTA", "true")
