"""What another app's file said, kept beside the value it became here."""

from dataclasses import dataclass

from tracker.domain import limits

# The whole text of a note that was too long for a check-in.
VALUE_CHARACTERS = 100_000


@dataclass(frozen=True)
class Original:
    """One converted value as it was written: for which entry and field, in which scale.

    `field` is a column of ours, `value` the text in the file (without control characters), `scale` the scale it
    was read on, as the person chose it. Raises InvalidEntry for a value of over 100,000 characters.
    """

    entry_id: str
    field: str
    value: str
    scale: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", limits.text("value", self.value, VALUE_CHARACTERS) or "")
