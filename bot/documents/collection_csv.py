"""The services of a collection as CSV, for programs that read an address again and again."""

import csv
import io

from bot.documents.collection_table import collection_columns, collection_rows
from bot.documents.portfolio_csv import ENCODING
from flows.i18n.wording import Wording
from flows.results.collection_view import CollectionView, Editions
from flows.service_table.cells import with_apostrophe


def make_collection_csv(view: CollectionView, editions: Editions, text: Wording) -> bytes:
    """Return the CSV (RFC 4180). A text that a program would take for a formula begins with an apostrophe."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(collection_columns(view, editions, text))
    for cells in collection_rows(view, editions, text):
        writer.writerow([with_apostrophe(value) if isinstance(value, str) else value for value, _ in cells])
    return content.getvalue().encode(ENCODING)
