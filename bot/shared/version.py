"""The installed version of Radap."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Return the installed version. A checkout that was copied without being installed has none."""
    try:
        return version("radap")
    except PackageNotFoundError:
        return "(not installed)"
