"""What is wrong with a value that pydantic refused, in Radap's own words: pydantic's are in English only."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from flows.operator_text import Text, Translatable

INTEGER = Translatable("must be a whole number")
NUMBER = Translatable("must be a number")
TEXT = Translatable("must be text")
LIST = Translatable("must be a list")
OBJECT = Translatable("must be an object with named fields")

FAULTS: Mapping[str, Translatable] = {
    "missing": Translatable("is missing"),
    "extra_forbidden": Translatable("is not known"),
    "string_pattern_mismatch": Translatable("does not have the form that is wanted"),
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_parsing_size": INTEGER,
    "int_from_float": INTEGER,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "string_type": TEXT,
    "string_unicode": TEXT,
    "bool_type": Translatable("must be true or false"),
    "list_type": LIST,
    "tuple_type": LIST,
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
}

#: Texts with a limit or the allowed values, by the name that pydantic gives to it.
LIMITS: Mapping[str, tuple[Translatable, str]] = {
    "greater_than_equal": (Translatable("must be {limit} or more"), "ge"),
    "less_than_equal": (Translatable("must be {limit} or less"), "le"),
    "string_too_long": (Translatable("must have at most {limit} characters"), "max_length"),
    "string_too_short": (Translatable("must have at least {limit} characters"), "min_length"),
    "too_short": (Translatable("must have at least {limit} entries"), "min_length"),
    "too_long": (Translatable("must have at most {limit} entries"), "max_length"),
    "enum": (Translatable("must be one of: {limit}"), "expected"),
    "literal_error": (Translatable("must be one of: {limit}"), "expected"),
    "json_invalid": (Translatable("is not valid JSON: {limit}"), "error"),
}


def describe_fault(detail: ErrorDetails) -> Text:
    """Return what is wrong, without the value and without a full stop.

    A validator of Radap's own raises ValueError with a text, which is returned as it is.
    """
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in LIMITS:
        wording, name = LIMITS[kind]
        return Translatable(wording.english, limit=str(context[name]))
    if kind == "value_error":
        return _text_of(context["error"])
    return FAULTS.get(kind, Translatable("is not valid ({kind})", kind=kind))


def _text_of(error: ValueError) -> Text:
    text = error.args[0]
    return text if isinstance(text, Translatable) else str(text)
