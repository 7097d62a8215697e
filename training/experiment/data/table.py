"""The user's own rows."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from training.experiment.data.base import DataSettings
from training.experiment.settings import AsTuple, setting


class Table(DataSettings):
    """Your own CSV or Parquet file: one row an example, one column the class to learn."""

    reads_file: ClassVar[bool] = True

    kind: Literal["Table"] = "Table"
    path: str = setting(
        help="CSV or Parquet file; relative to the experiment file.", suggest="", example='"penguins.csv"'
    )
    target: str = setting("", "Column to predict; empty: guessed.")
    ignore: Annotated[tuple[str, ...], AsTuple] = setting((), "Columns to leave out, such as an identity number.")
    missing: Literal["drop", "mean", "refuse"] = setting(
        "drop",
        "Rows with an empty cell: leave them out (drop), fill in the column's mean, or among texts a text "
        "of its own (mean), or refuse the file.",
    )
    delimiter: Literal["guess", "comma", "semicolon", "tab", "pipe", "space"] = setting(
        "guess", "Character between two cells.", unit="CSV"
    )
    header: Literal["guess", "yes", "no"] = setting("guess", "Whether the first line names the columns.", unit="CSV")
    decimal: Literal[".", ","] = setting(".", "Character before the decimals.", unit="CSV")
    encoding: Literal["utf-8", "windows-1252", "latin-1", "utf-16"] = setting(
        "utf-8", "How the file stores letters.", unit="CSV"
    )

    @property
    def file(self) -> str:
        return self.path
