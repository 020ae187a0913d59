"""What a PDF really holds: its text, its ink, and every name in it."""

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
from pypdf import PdfReader

ARABIC, HEBREW, CHINESE, KOREAN = "مريم بنت خالد", "רבקה לוי", "王小明", "김민수"


def text_of(pdf: bytes) -> str:
    """The text of all pages in reading order, its white space made single blanks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def outside_the_margins(pdf: bytes, margin_mm: float = 8) -> list[int]:
    """The pages that have ink nearer to an edge than the margin."""
    found = []
    scale = 1.0
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        image = (
            page.render(scale=scale, grayscale=True).to_pil().point(lambda value: 255 if value < 250 else 0)
        )
        ink, edge = image.getbbox(), margin_mm / 25.4 * 72 * scale
        assert ink is not None, f"page {number} is empty"
        if ink[0] < edge or ink[1] < edge or ink[2] > image.width - edge or ink[3] > image.height - edge:
            found.append(number)
    return found


def names_in(pdf: bytes) -> set[str]:
    """Every name and key of every object of a PDF, streams unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name for one in opened.objects for name in _names(one)}


def _names(value: pikepdf.Object) -> Iterator[str]:
    if isinstance(value, pikepdf.Name):
        yield str(value)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, item in value.items():
            yield key
            yield from _names_inside(item)
    elif isinstance(value, pikepdf.Array):
        for item in value:
            yield from _names_inside(item)


def _names_inside(item: pikepdf.Object) -> Iterator[str]:
    # What is named by its number is an object of its own, and looked at there.
    if not getattr(item, "is_indirect", False):
        yield from _names(item)
