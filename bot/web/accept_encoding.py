"""What a client says about compression: the header Accept-Encoding (RFC 9110, 12.5.3)."""

import re
from collections.abc import Iterator

GZIP, IDENTITY, ANY = "gzip", "identity", "*"
#: The older name of the same.
OLDER_NAMES = {"x-gzip": GZIP}

CODING = re.compile(r"([^\s;]+)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE)


def prefers_gzip(header: str) -> bool:
    """Whether an answer is to be compressed with gzip: the client takes it, and would not rather have it plain."""
    weights = dict(_weights(header))
    gzip = weights.get(GZIP, weights.get(ANY, 0.0))
    return gzip > 0 and gzip >= weights.get(IDENTITY, 0.0)


def _weights(header: str) -> Iterator[tuple[str, float]]:
    """Each coding with its weight; what is malformed says nothing."""
    for part in header.lower().split(","):
        if coding := CODING.fullmatch(part.strip()):
            name, weight = coding.groups()
            yield OLDER_NAMES.get(name, name), 1.0 if weight is None else float(weight)
