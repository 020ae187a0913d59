"""The link card: an address to give away, as text to copy, as a QR code, and through the phone's own share sheet."""

from io import BytesIO

import segno

from tracker.components.widget import widget

_mount = widget("link_card")


def link_card(address: str, *, key: str, title: str) -> None:
    """Show an address with Copy, Share (where the browser can) and its QR code.

    `title` is what the share sheet calls it, and what the code's picture is named after.
    """
    _mount(
        key=key,
        width="stretch",
        data={"address": address, "title": title, "code": qr_code(address)},
    )


def qr_code(text: str) -> str:
    """Return a QR code as SVG text: dark on white in every theme, since cameras need the contrast."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()
