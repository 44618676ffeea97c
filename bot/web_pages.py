"""HTML pages from the templates; whatever is put into one is escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.palette import MARKS
from bot.web_assets import asset
from bot.web_headers import private_headers

FOLDER = Path(__file__).parent / "templates"


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
        names = ("chat.css", "chat.js", "levels.css", "result_page.css", "icon.svg")
        self._shared = {"assets": {name: asset(name) for name in names}, "last_level": len(MARKS) - 1}

    def page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page with the headers of a private one."""
        text = self._templates.get_template(f"{template}.html").render(self._shared, **values)
        return HTMLResponse(text, status_code=status, headers=private_headers())
