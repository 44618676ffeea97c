"""Names in the criteria, as operators read them."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.i18n.language import Localized
from flows.operator_text import Bilingual, Text, Translatable
from flows.standard.criteria import Edition

STATUSES: Mapping[str, Text] = MappingProxyType({"draft": Translatable("draft"), "final": Translatable("final")})


def criteria_name(name: Localized[str]) -> Text:
    """Return a name that is shown in the operator's language."""
    return Bilingual(name.en, name.th)


def edition_title(edition: Edition) -> Text:
    """Return the edition's name, and whether it is a draft or final."""
    return Translatable("{edition} ({status})", edition=criteria_name(edition.name), status=STATUSES[edition.status])
