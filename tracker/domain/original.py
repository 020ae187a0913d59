"""What another app's file said, kept beside the value it became here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Original:
    """One converted value as it was written: for which entry and field, in which scale.

    `field` is a column of ours, `value` the text in the file, `scale` the scale it was read on, as the
    person chose it.
    """

    entry_id: str
    field: str
    value: str
    scale: str
