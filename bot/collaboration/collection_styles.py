"""The inline style of the pages about collections, which lie one to three folders deep."""

from collections.abc import Mapping

from bot.web.inline_css import inline_style
from bot.web.security_headers import form_headers

SHEETS = ("result_page.css", "result_chart.css", "collection_page.css", "code_chats.css")
DEPTHS = (1, 2, 3)


class CollectionStyles:
    """The styles by the number of folders in which a page lies: they name the fonts from there."""

    def __init__(self) -> None:
        styles = {depth: inline_style(*SHEETS, root="../" * depth) for depth in DEPTHS}
        #: What a template shows instead of the usual style.
        self.values: Mapping[int, Mapping[str, object]] = {
            depth: {"style": style.text} for depth, style in styles.items()
        }
        #: Headers of a page with that style, and with forms.
        self.headers: Mapping[int, Mapping[str, str]] = {
            depth: form_headers(style.source) for depth, style in styles.items()
        }
