"""Loads the data files that are part of Radap: catalogues and criteria."""

from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.config.catalogue_files import OPERATOR_CATALOGUE, catalogue_folder, compile_catalogue
from bot.shared.os_errors import os_error_reason
from flows.errors import CriteriaError, CriteriaProblem
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.operator_text import Translatable
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria


def load_catalogues() -> Catalogues:
    """Compile the catalogues of every language. A malformed file raises its parser's error, which stops the start."""
    return Catalogues({language: _translations(language) for language in Language})


def _translations(language: Language) -> GNUTranslations:
    """Return the language's catalogues of the conversation as one."""
    names = [part for part in catalogue_folder(language).iterdir() if part.name.endswith(".po")]
    parts = sorted((part for part in names if part.name != OPERATOR_CATALOGUE), key=lambda part: part.name)
    loaded = [compile_catalogue(part, language) for part in parts]
    for earlier, later in zip(loaded[1:], loaded, strict=False):
        earlier.add_fallback(later)
    return loaded[-1]


def criteria_file() -> Traversable:
    """Return Radap's own criteria file: inside the installed package, or at the top of a checkout."""
    packaged = files("flows") / "criteria.json"
    return packaged if packaged.is_file() else Path(__file__).resolve().parents[2] / "criteria.json"


def load_criteria(path: Path | None) -> Criteria:
    """Read a criteria file, by default Radap's own.

    Raises CriteriaError for invalid content, and for a file that cannot be read.
    """
    try:
        content = (path or criteria_file()).read_bytes()
    except OSError as error:
        remedy = Translatable("Name a file that can be read: in CRITERIA_FILE, or as the argument.")
        problem = Translatable("{fault}.", fault=os_error_reason(error))
        raise CriteriaError([CriteriaProblem(str(path), problem, remedy)]) from None
    return parse_criteria(content)
