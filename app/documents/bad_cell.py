"""What is wrong in a workbook, named so that a clerk finds the cell and knows what to do."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter


@dataclass(frozen=True, slots=True)
class BadCell:
    """One complaint. `row` is Excel's (0: the whole sheet), `column` the heading, `letter` Excel's column letter."""

    sheet: str
    row: int
    column: str
    sentence: str
    letter: str = ""

    def __str__(self) -> str:
        where = f"「{self.sheet}」" if self.sheet else ""
        if self.row:
            where += f"第 {self.row} 行"
        if self.column:
            where += f"「{self.column}」" + (f"（{self.letter} 列）" if self.letter else "")
        return f"{where}：{self.sentence}" if where else self.sentence


def letter_of(position: int) -> str:
    """Excel's letter of the column at this position, counted from 0."""
    return get_column_letter(position + 1)
