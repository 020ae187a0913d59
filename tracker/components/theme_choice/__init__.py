"""The look: light, dark or as the device has it, and the size of type."""

from tracker.components.widget import widget

_mount = widget("theme_choice")


def theme_choice(*, key: str) -> None:
    """Offer light, dark or the device's own, and larger type; the browser keeps it for every page, which loads again."""
    _mount(key=key, width="stretch", data={})
