"""A data set in one file: it would lie in training/experiment/data/."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.experiment.data.base import DataSettings
from training.experiment.settings import setting


class Stripes(DataSettings):
    """Points on stripes that take turns."""

    word: ClassVar[str] = "stripe"

    kind: Literal["Stripes"] = "Stripes"
    rows: int = setting(100, "Rows to make.", unit="rows", ge=10, le=10_000)

    def source(self) -> str:
        """Return the lines of Python that make x and y."""
        return f"""\
generator = torch.Generator().manual_seed({self.seed})
x = 4 * torch.rand({self.rows}, 2, generator=generator)
y = x[:, 0].long() % 2"""
