"""Rows of a CSV text with the lines they start on, read strictly."""

import csv
import io
from collections.abc import Iterator

MOST_CELL_CHARACTERS = 10_000


class WrongRow(Exception):
    """What is wrong with a row and on which line it starts; who reads the file says which file."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def rows(text: str, separator: str = ",", *, after_blanks: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line it starts on; raises WrongRow.

    With `after_blanks` a quote may open after blanks, which are not part of the cell then.
    """
    # Split at \n alone: a lone \r outside quotes is then refused, and one inside them does not end the cell.
    reader = csv.reader(
        io.StringIO(text, newline="\n"), delimiter=separator, strict=True, skipinitialspace=after_blanks
    )
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise WrongRow(
                line,
                "a quote is not closed, is closed too early, a cell is far too long, or a line ends oddly.",
            ) from None
        if row and max(map(len, row)) > MOST_CELL_CHARACTERS:
            raise WrongRow(line, f"a cell has more than {MOST_CELL_CHARACTERS:,} characters.")
        yield line, row
