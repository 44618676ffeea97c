"""What a platform sends when a button is tapped."""

from flows.event import Tap, encode_press


def button_data(tap: Tap) -> str:
    return encode_press(tap.press, tap.assessment)
