"""The data that a platform sends when a button is tapped."""

from flows.model.events import ButtonPress, encode_button


def button_data(tap: ButtonPress) -> str:
    return encode_button(tap.press, tap.assessment)
