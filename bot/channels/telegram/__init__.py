"""The Telegram channel, built on python-telegram-bot."""

import os

# The documented opt-in to `RetryAfter.retry_after` as a timedelta. Without it, every 429 of Telegram's raises a
# deprecation warning. The library reads the variable at each use (telegram/_utils/datetime.py) and has no other switch.
os.environ.setdefault("PTB_TIMEDELTA", "true")
