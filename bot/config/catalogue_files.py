"""Compiles the gettext catalogues that are part of Radap."""

from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

#: The texts for operators, whose keys are English sentences; all other catalogues are of the conversation.
OPERATOR_CATALOGUE = "operator.po"


def catalogue_folder(language: str) -> Traversable:
    """Return the folder of a language's catalogues."""
    return files("flows") / "catalogues" / language


def compile_catalogue(file: Traversable, language: str) -> GNUTranslations:
    """Compile a catalogue. A malformed file raises its parser's error."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
