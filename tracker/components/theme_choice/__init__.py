"""The theme choice: light, dark, or as the device has it."""

from tracker.components.widget import widget

_mount = widget("theme_choice")


def theme_choice(*, key: str, paths: tuple[str, ...]) -> None:
    """Offer light, dark or the device's own; the browser keeps the choice, and the page loads again.

    Streamlit keeps the theme apart for every path, so `paths` names all pages, as in ("/", "/progress"),
    with the base path if the app is served below one.
    """
    _mount(key=key, width="stretch", data={"paths": list(paths)})
