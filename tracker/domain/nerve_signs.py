"""Nerve signs: when a stretch may be pulling on the nerve, and which exercises are then left out."""

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.domain.check_in import CheckIn

HAMSTRING_STRETCHES = ("hamstring_stretch_strap", "hamstring_stretch_seated")
NERVE_SLIDER = "nerve_slider"
BELOW_THE_KNEE = ("calf", "foot")
# A convention of this tracker: about as long as a flare-up after an exercise is given to settle.
CAREFUL_DAYS = 7


def has_nerve_sign(check_in: CheckIn) -> bool:
    """Return whether a check-in notes tingling, or symptoms that reach below the knee."""
    if check_in.tingling or check_in.pain_extent in BELOW_THE_KNEE:
        return True
    return any(
        marked.kind == "tingling" or marked.place.extent in BELOW_THE_KNEE
        for marked in check_in.marked_places
    )


def careful_since(check_ins: Iterable[CheckIn], today: date) -> date | None:
    """Return the latest of the last seven days with both a hamstring stretch and a nerve sign; None without one.

    The two on one day need not have to do with each other; they are reason enough to be careful.
    """
    recent = [entry for entry in check_ins if today - timedelta(days=CAREFUL_DAYS) < entry.on_date <= today]
    stretched = {entry.on_date for entry in recent if set(entry.exercises_done) & set(HAMSTRING_STRETCHES)}
    signs = {entry.on_date for entry in recent if has_nerve_sign(entry)}
    return max(stretched & signs, default=None)
