"""The data sets: one class each. Synthetic ones are made from a seed, bundled ones need no download."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from training.experiment.settings import AsTuple, Stage, setting


class DataSettings(Stage):
    """Rows to learn from."""

    image: ClassVar[bool] = False

    validation: float = setting(0.2, "Share of the rows held back for validation; 0: none.", ge=0, le=0.9)
    seed: int = setting(0, "Seed of the rows that are made, and of the split.", group="more", ge=0, le=2**63 - 1)


Rows = Annotated[int, Field(ge=10, le=10_000_000)]
ROWS_HELP = "Rows to make."
NOISE_HELP = "How far the points stray from their shape."


class Tutorial(DataSettings):
    """1000 rows of ten small decimals in two classes."""

    kind: Literal["Tutorial"] = "Tutorial"


class Moons(DataSettings):
    """Two half moons that reach into each other."""

    kind: Literal["Moons"] = "Moons"
    rows: Rows = setting(500, ROWS_HELP, unit="rows")
    noise: float = setting(0.15, NOISE_HELP, ge=0, le=10)


class Circles(DataSettings):
    """A circle around a smaller one."""

    kind: Literal["Circles"] = "Circles"
    rows: Rows = setting(500, ROWS_HELP, unit="rows")
    noise: float = setting(0.08, NOISE_HELP, ge=0, le=10)
    factor: float = setting(0.5, "Radius of the inner circle over the outer one.", gt=0, lt=1)


class Spirals(DataSettings):
    """Spiral arms wound around each other, one for each class."""

    kind: Literal["Spirals"] = "Spirals"
    rows: Rows = setting(600, ROWS_HELP, unit="rows")
    noise: float = setting(0.1, NOISE_HELP, ge=0, le=10)
    classes: int = setting(2, "Arms, each a class of its own.", ge=2, le=10)
    turns: float = setting(1.25, "Turns of each arm.", gt=0, le=10)


class Blobs(DataSettings):
    """Round clouds of points, one for each class."""

    kind: Literal["Blobs"] = "Blobs"
    rows: Rows = setting(500, ROWS_HELP, unit="rows")
    features: int = setting(2, "Dimensions of each point.", ge=1, le=1000)
    classes: int = setting(3, "Clouds, each a class of its own.", ge=2, le=100)
    noise: float = setting(1.0, "Spread of each cloud.", ge=0, le=100)


class Iris(DataSettings):
    """150 flowers, four measures, three species."""

    kind: Literal["Iris"] = "Iris"


class Wine(DataSettings):
    """178 wines, thirteen measures, three growers."""

    kind: Literal["Wine"] = "Wine"


class BreastCancer(DataSettings):
    """569 tumours, thirty measures, two diagnoses."""

    kind: Literal["BreastCancer"] = "BreastCancer"


class Digits(DataSettings):
    """1797 images of handwritten digits, 8 × 8 pixels, ten classes."""

    image: ClassVar[bool] = True

    kind: Literal["Digits"] = "Digits"


class Table(DataSettings):
    """Your own CSV or Parquet file: one row an example, one column the class to learn."""

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


DATA: tuple[type[DataSettings], ...] = (
    Tutorial,
    Moons,
    Circles,
    Spirals,
    Blobs,
    Iris,
    Wine,
    BreastCancer,
    Digits,
    Table,
)
