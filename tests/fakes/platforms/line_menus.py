"""LINE's rich menus: created, given an image, shown to everybody, deleted."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.platforms.call import Answer, UploadedFile

Body = dict[str, Any]

LARGEST_IMAGE = 1_000_000
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(slots=True)
class LineMenus:
    """`menus` are the known menus by id, `images` the pictures of those that have one, `shown` the default one's id."""

    menus: dict[str, Body] = field(default_factory=dict)
    images: dict[str, UploadedFile] = field(default_factory=dict)
    shown: str = ""
    _made: int = 0

    def answer(self, method: str, path: str, body: Body) -> Answer | None:
        """Return LINE's answer to an operation on rich menus; None for other operations."""
        of_all = {"createRichMenu": lambda: self._create(body), "getRichMenuList": self._list}
        of_all["getDefaultRichMenuId"] = self._default
        if method in of_all:
            return of_all[method]()
        menu = path.removesuffix("/content").rsplit("/", 1)[-1]
        of_one = {
            "setRichMenuImage": lambda: self._upload(menu, body["image"]),
            "setDefaultRichMenu": lambda: self._show(menu),
            "deleteRichMenu": lambda: self._delete(menu),
        }
        if method not in of_one:
            return None
        return of_one[method]() if menu in self.menus else _refusal(404, "richmenu not found")

    def _list(self) -> Answer:
        return Answer(200, {"richmenus": [{"richMenuId": name, **menu} for name, menu in self.menus.items()]})

    def _default(self) -> Answer:
        return Answer(200, {"richMenuId": self.shown}) if self.shown else _refusal(404, "no default richmenu")

    def _create(self, body: Body) -> Answer:
        size, areas = body.get("size", {}), body.get("areas", [])
        if not 800 <= size.get("width", 0) <= 2500 or size.get("height", 0) < 250 or len(areas) > 20:
            return _refusal(400, "The request body has 1 error(s)")
        if any(len(area["action"].get("label", "")) > 20 for area in areas) or len(body.get("chatBarText", "")) > 14:
            return _refusal(400, "The request body has 1 error(s)")
        self._made += 1
        name = f"richmenu-{self._made:032x}"
        self.menus[name] = body
        return Answer(200, {"richMenuId": name})

    def _upload(self, menu: str, image: UploadedFile) -> Answer:
        if menu in self.images:
            return _refusal(400, "An image has already been uploaded to the richmenu")
        if image.content_type != "image/png" or not image.content.startswith(PNG) or len(image.content) > LARGEST_IMAGE:
            return _refusal(400, "The image is invalid")
        size = self.menus[menu]["size"]
        if image.content[16:24] != size["width"].to_bytes(4) + size["height"].to_bytes(4):
            return _refusal(400, "The image size does not match the richmenu")
        self.images[menu] = image
        return Answer(200, {})

    def _show(self, menu: str) -> Answer:
        if menu not in self.images:
            return _refusal(400, "must upload richmenu image before applying it to user")
        self.shown = menu
        return Answer(200, {})

    def _delete(self, menu: str) -> Answer:
        del self.menus[menu]
        self.images.pop(menu, None)
        self.shown = "" if self.shown == menu else self.shown
        return Answer(200, {})


def _refusal(status: int, message: str) -> Answer:
    return Answer(status, {"message": message})
