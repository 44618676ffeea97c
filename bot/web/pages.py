"""HTML pages from the templates; whatever is put into one is escaped."""

import base64
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.shared.level_styles import style_index
from bot.web.assets import asset
from bot.web.content import Content, text_content
from bot.web.etag import plain_response
from bot.web.inline_css import inline_style
from bot.web.security_headers import private_headers
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording

HTML = "text/html"
FOLDER = Path(__file__).parent / "templates"
NO_MORE: Mapping[str, str] = MappingProxyType({})
STATIC = Path(__file__).parent / "static"


class WebPages:
    """Renders the templates; each is compiled when it is first used in a language, with its fixed words, and kept."""

    def __init__(self, catalogues: Catalogues) -> None:
        """Take the words, and compute the addresses of the files that pages refer to."""
        self._wordings = catalogues.all
        names = ("chat.css", "chat.js", "levels.css", "icon.svg")
        icon = base64.b64encode((STATIC / "icon.svg").read_bytes()).decode()
        style = inline_style("result_page.css", "result_chart.css")
        #: The headers of a private page that has its style in itself.
        self.whole_page_headers = private_headers(style.source)
        shared = {
            "assets": {name: asset(name) for name in names},
            "style": style.text,
            "icon": f"data:image/svg+xml;base64,{icon}",
        }
        self._fixed: dict[tuple[str, Language], Content] = {}
        self._templates = {wording.language: _templates(wording, shared) for wording in self._wordings}

    def fixed_page(self, request: Request, template: str, language: Language) -> Response:
        """A page that is the same for everybody and loads its style and script from our files; no browser keeps it."""
        known = (template, language)
        if known not in self._fixed:
            self._fixed[known] = text_content(self.text(template, language, NO_MORE).encode())
        return plain_response(request, self._fixed[known], HTML, private_headers())

    def explanation(self, name: str, status: int = 200, headers: Mapping[str, str] = NO_MORE) -> HTMLResponse:
        """A page that says one thing (`page.{name}_title` and `_text`) in every language: the reader's is not known."""
        values = {"problem": name, "wordings": self._wordings}
        text = self.text("problem", self._wordings[0].language, values)
        return HTMLResponse(text, status_code=status, headers={**self.whole_page_headers, **headers})

    def text(self, template: str, language: Language, values: Mapping[str, object]) -> str:
        """A page as text."""
        return self._templates[language].get_template(f"{template}.html").render(values)


def _templates(say: Wording, shared: Mapping[str, object]) -> Environment:
    """The templates in one language: `"key" | say` is its text, put in place when the template is compiled."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"say": say, "plural": say.plural, "shade": style_index}
    other_language = next(language for language in Language if language is not say.language)
    templates.globals |= {**shared, "language": say.language.value, "other_language": other_language.value}
    return templates
