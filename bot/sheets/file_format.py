"""The format of a file by its content, whatever its name says."""

from io import BytesIO
from zipfile import ZipFile

from bot.errors import SheetRefusal, SheetRefused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: An empty archive, and one whose first part stands behind a mark.
OTHER_ZIPS = (b"PK\x05\x06", b"PK\x07\x08")

#: The first bytes of files that are no tables.
OTHERS = (
    (b"%PDF", SheetRefusal.PDF),
    (b"\x89PNG", SheetRefusal.PICTURE),
    (b"\xff\xd8\xff", SheetRefusal.PICTURE),
    (b"GIF8", SheetRefusal.PICTURE),
    (b"II*\x00", SheetRefusal.PICTURE),
    (b"MM\x00*", SheetRefusal.PICTURE),
    (b"{\\rtf", SheetRefusal.DOCUMENT),
    (b"Rar!", SheetRefusal.DOCUMENT),
    (b"7z\xbc\xaf", SheetRefusal.DOCUMENT),
    (b"\x1f\x8b", SheetRefusal.DOCUMENT),
)
WEBP, HEIF = (b"RIFF", b"WEBP"), b"ftyp"
MARKUP = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<body", b"<style")
#: Parts by which a ZIP archive is a workbook.
WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin")
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
ODF_TYPE, ODF_MANIFEST, ODF_ENCRYPTION = "mimetype", "META-INF/manifest.xml", b"encryption-data"
#: Bytes of a manifest that are looked at.
LONGEST_MANIFEST = 1024 * 1024


def is_workbook(content: bytes) -> bool:
    """Return whether the content is a workbook (True) or a text (False).

    Raises SheetRefused for a file of another kind.
    """
    if not content.strip():
        raise SheetRefused(SheetRefusal.EMPTY)
    if content.startswith((ZIP, *OTHER_ZIPS)):
        return _is_packed_workbook(content)
    if content.startswith(OLE):
        return _is_old_workbook(content)
    _refuse_others(content)
    return False


def _is_packed_workbook(content: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            is_spreadsheet = ODF_TYPE in names and package.open(ODF_TYPE).read(len(SPREADSHEET)) == SPREADSHEET
            manifest = package.open(ODF_MANIFEST).read(LONGEST_MANIFEST) if ODF_MANIFEST in names else b""
    # A damaged archive raises what its bytes happen to say, from a struct's error to an unknown compression.
    except Exception:  # noqa: BLE001 - the library names no root of its errors
        raise SheetRefused(SheetRefusal.DAMAGED) from None
    if ODF_ENCRYPTION in manifest:
        raise SheetRefused(SheetRefusal.ENCRYPTED)
    if is_spreadsheet or not names.isdisjoint(WORKBOOK_PARTS):
        return True
    raise SheetRefused(SheetRefusal.DOCUMENT)


def _is_old_workbook(content: bytes) -> bool:
    """Return True for a workbook; the names of a container's streams are in UTF-16."""
    for name, refusal in (
        ("EncryptedPackage", SheetRefusal.ENCRYPTED),
        ("WordDocument", SheetRefusal.DOCUMENT),
        ("PowerPoint Document", SheetRefusal.DOCUMENT),
    ):
        if name.encode("utf-16-le") in content:
            raise SheetRefused(refusal)
    return True


def _refuse_others(content: bytes) -> None:
    for start, refusal in OTHERS:
        if content.startswith(start):
            raise SheetRefused(refusal)
    is_bitmap = content.startswith(b"BM") and content[6:10] == bytes(4)
    if is_bitmap or (content[:4], content[8:12]) == WEBP or content[4:8] == HEIF:
        raise SheetRefused(SheetRefusal.PICTURE)
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(MARKUP):
        raise SheetRefused(SheetRefusal.WEB_PAGE)
