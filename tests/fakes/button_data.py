"""The data that a platform sends when a button is tapped."""

from flows.model.events import ButtonPress, encode_press


def button_data(tap: ButtonPress) -> str:
    return encode_press(tap.press, tap.assessment)
