"""The drawings: well-formed, described, legible, themed, and free of anything that could run or phone home."""

import re
from xml.etree import ElementTree

import pytest

from tracker.articles.catalogue import articles
from tracker.articles.drawings import THEMES, UnknownDrawing, drawing, drawing_alt, drawing_names
from tracker.articles.exercises import exercise_texts

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "path", "circle", "rect", "text", "clipPath"}
EVERY = pytest.mark.parametrize("name", drawing_names())


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB by WCAG 2.2."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_all_drawings_are_used_and_every_used_one_exists() -> None:
    used = {name for found in articles() for name in found.drawings}
    used |= {found.drawing for found in exercise_texts()}
    assert used == set(drawing_names())


@EVERY
def test_a_drawing_is_plain_shapes_with_a_title_and_a_description(name: str) -> None:
    root = ElementTree.fromstring(drawing(name))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= ALLOWED
    assert root.get("role") == "img"
    assert root.get("viewBox")
    assert len((root.findtext(f"{SVG}title") or "").split()) >= 1
    assert len((root.findtext(f"{SVG}desc") or "").split()) >= 8
    for element in root.iter():
        for attribute, value in element.attrib.items():
            assert not attribute.lower().startswith("on")
            assert "href" not in attribute
            assert "url(" not in value or value.startswith(f"url(#{name.replace('_', '-')}-")


@EVERY
def test_every_id_carries_the_drawings_name_so_that_two_can_share_a_page(name: str) -> None:
    for identifier in re.findall(r'\bid="([^"]+)"', drawing(name)):
        assert identifier.startswith(name.replace("_", "-"))


@EVERY
def test_labels_are_at_least_13_px_on_a_360_px_phone(name: str) -> None:
    root = ElementTree.fromstring(drawing(name))
    width = float((root.get("viewBox") or "").split()[2])
    for label in root.iter(f"{SVG}text"):
        assert float(label.get("font-size", "0")) * 360 / width >= 13


@EVERY
def test_colours_are_only_the_tokens_with_light_fallbacks(name: str) -> None:
    source = drawing(name)
    for token, fallback in re.findall(r"var\(--drawing-([a-z]+), (#[0-9A-F]{6})\)", source):
        assert THEMES["light"][token] == fallback
    without_tokens = re.sub(r"var\(--drawing-[a-z]+, #[0-9A-F]{6}\)", "token", source)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', without_tokens))
    assert colours <= {"token", "none"}


@EVERY
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_writes_every_colour_in(name: str, theme: str) -> None:
    themed = drawing(name, "dark" if theme == "dark" else "light")
    ElementTree.fromstring(themed)
    assert "var(" not in themed
    assert set(re.findall(r"#[0-9A-F]{6}", themed)) <= set(THEMES[theme].values())


def test_the_dark_drawing_differs_from_the_light_one() -> None:
    assert drawing("hamstrings", "dark") != drawing("hamstrings", "light")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_label_and_line_colours_stand_out_from_the_page(theme: str) -> None:
    colours = THEMES[theme]
    for token in ("ink", "muted", "accent", "leg", "back"):
        assert contrast(colours[token], colours["surface"]) >= 4.5
    assert contrast(colours["ink"], colours["skin"]) >= 4.5
    assert contrast(colours["leg"], colours["skin"]) >= 3


def test_the_alternative_text_says_what_is_shown() -> None:
    words = drawing_alt("hamstrings")
    assert words.startswith("The three hamstrings. ")
    for name in ("Biceps femoris", "semitendinosus", "semimembranosus"):
        assert name in words
    assert "\n" not in words


@pytest.mark.parametrize("name", ["teapot", "../catalogue", "hamstrings.svg", ""])
def test_an_unknown_drawing_is_refused_in_words(name: str) -> None:
    with pytest.raises(UnknownDrawing) as refused:
        drawing(name)
    assert repr(name) in refused.value.sentence
    with pytest.raises(UnknownDrawing):
        drawing_alt(name)
