"""What the operating system refused, in words: its own are English only, with a number."""

import errno
from collections.abc import Mapping
from types import MappingProxyType

from flows.operator_text import Text, Translatable

REASONS: Mapping[int, Translatable] = MappingProxyType(
    {
        errno.ENOENT: Translatable("no such file or folder"),
        errno.EEXIST: Translatable("something else has this name"),
        errno.ENOTDIR: Translatable("a part of its path is not a folder"),
        errno.EISDIR: Translatable("it is a folder"),
        errno.EACCES: Translatable("this user has no permission"),
        errno.EPERM: Translatable("this user has no permission"),
        errno.EROFS: Translatable("the disk is read-only"),
        errno.ENOSPC: Translatable("the disk is full"),
        errno.ENAMETOOLONG: Translatable("its path is too long"),
        errno.EADDRINUSE: Translatable("another program uses it"),
        errno.EADDRNOTAVAIL: Translatable("this machine does not have this address"),
        errno.ENOEXEC: Translatable("it is not a program for this machine"),
        errno.EPIPE: Translatable("the reader ended early"),
    }
)


def os_error_reason(error: OSError) -> Text:
    """Return why a call of the operating system failed: the system's own words where Radap has none."""
    return REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
