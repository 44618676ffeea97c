"""HTML pages from the templates. All values are escaped."""

import base64
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.shared.level_styles import style_index
from bot.web.assets import STATIC, asset
from bot.web.etag import Content, plain_response, text_content
from bot.web.inline_css import inline_style
from bot.web.linked_text import with_evidence_links
from bot.web.security_headers import form_headers, private_headers, with_form
from flows.assessment.context import Controller
from flows.engine import NOT_TOLD
from flows.i18n.language import Language
from flows.i18n.wording import Catalogues, Wording

HTML = "text/html"
FOLDER = Path(__file__).parent / "templates"
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class WebPages:
    """Renders the templates. Each is compiled with its texts at the first use in a language."""

    def __init__(self, catalogues: Catalogues, controller: Controller = NOT_TOLD) -> None:
        self._wordings = catalogues.all
        names = ("chat.css", "chat.js", "levels.css", "icon.svg")
        icon = base64.b64encode((STATIC / "icon.svg").read_bytes()).decode()
        style = inline_style("result_page.css", "result_chart.css", "sharing_links.css")
        #: Headers of a page with an inline style.
        self.inline_style_headers = private_headers(style.source)
        #: Headers of a result's page: it has a form without a script, which asks this server for a calendar file.
        self.result_headers = with_form(self.inline_style_headers)
        form_style = inline_style("result_page.css", "form_page.css", "code_chats.css")
        #: Headers of a page with an inline style and a form.
        self.form_headers = form_headers(form_style.source)
        shared = {
            "assets": {name: asset(name) for name in names},
            "style": style.text,
            "form_style": form_style.text,
            "controller": controller,
            "icon": f"data:image/svg+xml;base64,{icon}",
        }
        self._fixed_pages: dict[tuple[str, Language], Content] = {}
        self._templates = {wording.language: _templates(wording, shared) for wording in self._wordings}

    def fixed_page(self, request: Request, template: str, language: Language) -> Response:
        """Return a page that is the same for everybody and loads style and script. Browsers do not store it."""
        key = (template, language)
        if key not in self._fixed_pages:
            self._fixed_pages[key] = text_content(self.text(template, language, {}).encode())
        return plain_response(request, self._fixed_pages[key], HTML, private_headers())

    def explanation(self, name: str, status: int = 200, headers: Mapping[str, str] = NO_HEADERS) -> HTMLResponse:
        """Return a page with one message (`page.{name}_title`, `_text`) in every language: the reader's is unknown."""
        values = {"problem": name, "wordings": self._wordings}
        text = self.text("problem", self._wordings[0].language, values)
        return HTMLResponse(text, status_code=status, headers={**self.inline_style_headers, **headers})

    def wording(self, language: Language) -> Wording:
        """Return the texts of a language."""
        return next(wording for wording in self._wordings if wording.language is language)

    def text(self, template: str, language: Language, values: Mapping[str, object]) -> str:
        """Render a template."""
        return self._templates[language].get_template(f"{template}.html").render(values)


class HomePages:
    """The home page, for servers without a chat page, and the 404 page."""

    def __init__(self, pages: WebPages) -> None:
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the route `/`."""
        return [Route("/", self._home)]

    async def not_found(self, request: Request, error: Exception) -> Response:
        """Return the 404 page."""
        return self._pages.explanation("nowhere", 404)

    async def _home(self, request: Request) -> Response:
        return self._pages.explanation("home")


def _templates(text: Wording, shared: Mapping[str, object]) -> Environment:
    """Return the templates in one language. `"key" | text` is a text, inserted when the template is compiled."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "text": text,
        "plural": text.plural,
        "style_index": style_index,
        "evidence": with_evidence_links,
    }
    other_language = next(language for language in Language if language is not text.language)
    templates.globals |= {**shared, "language": text.language.value, "other_language": other_language.value}
    return templates
