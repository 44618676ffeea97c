"""The question that a message replies to, by the buttons of the message that it replies to."""

from telegram import InlineKeyboardMarkup, Message

from flows.model.events import Reference, decode_button_press


def question_replied_to(message: Message) -> Reference | None:
    """Return the question of the replied message; None for no reply, and for a message without Radap's buttons."""
    replied = message.reply_to_message
    markup = replied.reply_markup if replied else None
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    data = (button.callback_data for row in markup.inline_keyboard for button in row)
    presses = (decode_button_press(known) for known in data if isinstance(known, str))
    press = next(filter(None, presses), None)
    return Reference(press.assessment, press.question) if press else None
