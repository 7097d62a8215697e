"""What every data set's settings share."""

# no annotations as text in this file: pydantic would read the class variables' again for every subclass
from typing import ClassVar, TypeAlias

from training.experiment.settings import Stage, setting

Image: TypeAlias = tuple[int, int, int]


class DataSettings(Stage):
    """Rows to learn from."""

    image: ClassVar[Image | None] = None  # channels, height and width of a row that is an image
    word: ClassVar[str] = "class"  # what a class of rows that are made is called
    bundled: ClassVar[str] = ""  # the function of scikit-learn's that brings the rows; empty where they are made
    standardised: ClassVar[bool] = False  # whether each column gets mean 0 and deviation 1
    divisor: ClassVar[float] = 1.0  # what all values are divided by
    reads_file: ClassVar[bool] = False  # whether the rows are the user's own, in a file

    validation: float = setting(0.2, "Share of the rows held back for validation; 0: none.", ge=0, le=0.9)
    seed: int = setting(0, "Seed of the rows that are made, and of the split.", group="more", ge=0, le=2**63 - 1)

    @property
    def file(self) -> str:
        """Return the file that is read; empty where none is."""
        return ""

    def source(self) -> str:
        """Return the lines of Python that make x (rows, features) and y (rows,); they are run here and in a script."""
        return f"x, y = map(torch.from_numpy, datasets.{self.bundled}(return_X_y=True))"
