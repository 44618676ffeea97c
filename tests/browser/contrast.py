"""The contrast of a text with its background."""

from typing import Literal

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

#: JavaScript: the contrast of an element's text with the nearest opaque background, by WCAG 2.
CONTRAST = """(element) => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let ground = element;
    while (getComputedStyle(ground).backgroundColor.startsWith('rgba')) ground = ground.parentElement;
    const [dark, bright] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor]
        .map(light).sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
}"""
