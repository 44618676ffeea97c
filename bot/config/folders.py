"""The folders of this installation: the checkout, and where data go by default."""

import os
from pathlib import Path

from platformdirs import user_state_path

NAME = "radap"


def checkout_folder() -> Path | None:
    """Return the folder with pyproject.toml beside `bot/`; None where Radap is installed as a package."""
    folder = Path(__file__).resolve().parents[2]
    return folder if (folder / "pyproject.toml").is_file() else None


def default_data_folder(state_directory: str | None) -> Path:
    """Return the data folder where DATA_DIR is not set: systemd's, `var` in the checkout, or the user's state folder.

    `state_directory` is systemd's STATE_DIRECTORY: one path, or several with colons between them (systemd.exec(5)), of
    which the first is taken. The result never depends on the current folder.
    """
    if first := (state_directory or "").partition(os.pathsep)[0]:
        return Path(first)
    checkout = checkout_folder()
    return checkout / "var" if checkout else user_state_path(NAME, appauthor=False)
