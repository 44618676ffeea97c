"""Loads the data files that are part of Radap: catalogues, criteria and guidance."""

from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.config.catalogue_files import OPERATOR_CATALOGUE, catalogue_folder, compile_catalogue
from bot.shared.os_errors import os_error_reason
from flows.errors import CriteriaError, CriteriaProblem, GuidanceError
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues
from flows.operator_text import Translatable
from flows.standard.criteria import Criteria
from flows.standard.criteria_parser import parse_criteria
from flows.standard.guidance import Guidance, Guidances
from flows.standard.guidance_parser import parse_guidance


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
        raise CriteriaError([_unreadable(path, error, "CRITERIA_FILE")]) from None
    return parse_criteria(content)


def guidance_file() -> Traversable:
    """Return Radap's own guidance file."""
    return files("flows") / "guidance.json"


def load_guidances(path: Path | None) -> Guidances:
    """Read Radap's own guidance, and that of a file, which wins for its edition. Raises GuidanceError as below."""
    found = [load_guidance(None), *([load_guidance(path)] if path else [])]
    return {guidance.edition: guidance for guidance in found}


def load_guidance(path: Path | None) -> Guidance:
    """Read a guidance file, by default Radap's own.

    Raises GuidanceError for invalid content, and for a file that cannot be read.
    """
    try:
        content = (path or guidance_file()).read_bytes()
    except OSError as error:
        raise GuidanceError([_unreadable(path, error, "GUIDANCE_FILE")]) from None
    return parse_guidance(content)


def _unreadable(path: Path | None, error: OSError, setting: str) -> CriteriaProblem:
    problem = Translatable("{fault}.", fault=os_error_reason(error))
    remedy = Translatable("Name a file that can be read: in {setting}, or as the argument.", setting=setting)
    return CriteriaProblem(str(path), problem, remedy)
