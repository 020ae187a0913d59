"""Leaner drawings: the same lines and marks, in fewer characters."""

import re

from tracker.charts.svg.lean import LeanSvg


def walked(path: str) -> list[tuple[str, float, float]]:
    """Each point that small letters lead to: whether the pen is up (m) or down."""
    x = y = 0.0
    points = []
    for letter, steps in re.findall(r"([mlhv])([^mlhv]*)", path):
        numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
        pairs = [(one, 0.0) for one in numbers] if letter == "h" else [(0.0, one) for one in numbers]
        if letter in "ml":
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        for across, down in pairs:
            x, y = round(x + across, 1), round(y + down, 1)
            points.append(("m" if letter == "m" else "l", x, y))
    return points


def test_steps_lead_to_the_same_points() -> None:
    drawn = '<path d="M38.9,107.3L40.6,110.5L40.1,110.5M0,5V-2.4H7M7,7.1" stroke="#1B6CA8"/>'
    (path,) = re.findall(r' d="([^"]*)"', LeanSvg()(drawn))
    assert walked(path) == [
        ("m", 38.9, 107.3), ("l", 40.6, 110.5), ("l", 40.1, 110.5), ("m", 0, 5), ("l", 0, -2.4), ("l", 7, -2.4),
        ("m", 7, 7.1),
    ]  # fmt: skip


def test_a_look_is_a_class_of_the_page() -> None:
    lean = LeanSvg()
    spots = '<path d="M1,9h0M3,9h0M20,9h0" stroke="#1B6CA8" stroke-width="4"/>'
    first, again = lean(spots), lean(spots)
    assert first == again
    assert [x for _, x, _ in walked(re.findall(r' d="([^"]*)"', first)[0])] == [1, 1, 3, 3, 20, 20]
    assert "#1B6CA8" not in first
    assert lean.styles.count("stroke:#1B6CA8;stroke-width:4") == 1
