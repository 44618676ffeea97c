"""HTML pages from the templates; whatever is put into one is escaped."""

import base64
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.inline_style import inline_style
from bot.palette import MARKS
from bot.web_assets import asset
from bot.web_headers import private_headers
from flows.wording import Catalogues

FOLDER = Path(__file__).parent / "templates"
NO_MORE: Mapping[str, str] = MappingProxyType({})
STATIC = Path(__file__).parent / "static"


class WebPages:
    """Renders the templates; each is compiled when it is first used and kept."""

    def __init__(self) -> None:
        """Compute the addresses of the files that pages refer to."""
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        names = ("chat.css", "chat.js", "levels.css", "icon.svg")
        icon = base64.b64encode((STATIC / "icon.svg").read_bytes()).decode()
        self._style = inline_style("result_page.css", "result_chart.css")
        self._shared = {
            "assets": {name: asset(name) for name in names},
            "last_level": len(MARKS) - 1,
            "style": self._style.text,
            "icon": f"data:image/svg+xml;base64,{icon}",
        }

    def page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page that loads its style and script from our files, with the headers of a private one."""
        return HTMLResponse(self.text(template, values), status_code=status, headers=private_headers())

    def whole_page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page that has its style in itself, with the headers of a private one."""
        return HTMLResponse(self.text(template, values), status_code=status, headers=self.whole_page_headers)

    def explanation(
        self, catalogues: Catalogues, name: str, status: int = 200, headers: Mapping[str, str] = NO_MORE
    ) -> HTMLResponse:
        """A page that says one thing (`page.{name}_title` and `_text`) in every language: the reader's is not known."""
        wordings = catalogues.all
        page = self.whole_page("problem", status=status, problem=name, wordings=wordings, say=wordings[0])
        page.headers.update(headers)
        return page

    @property
    def whole_page_headers(self) -> dict[str, str]:
        """The headers of a private page that has its style in itself."""
        return private_headers(self._style.source)

    def text(self, template: str, values: Mapping[str, object]) -> str:
        """A page as text."""
        return self._templates.get_template(f"{template}.html").render(self._shared, **values)
