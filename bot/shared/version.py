"""The versions of Radap and of Python."""

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

PYTHON = platform.python_version()


@cache
def installed_version() -> str:
    """Return the installed version. A checkout that was copied without being installed has none."""
    try:
        return version("radap")
    except PackageNotFoundError:
        return "(not installed)"
