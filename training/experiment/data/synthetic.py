"""Rows that are made from a seed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from training.experiment.data.base import DataSettings
from training.experiment.settings import setting

Rows = Annotated[int, Field(ge=10, le=10_000_000)]
ROWS_HELP = "Rows to make."
NOISE_HELP = "How far the points stray from their shape."


class Tutorial(DataSettings):
    """1000 rows of ten small decimals in two classes."""

    kind: Literal["Tutorial"] = "Tutorial"

    def source(self) -> str:
        return f"""\
generator = torch.Generator().manual_seed({self.seed})
x = torch.randn(1000, 10, generator=generator)
weights = torch.tensor([1.0, -1.0]).repeat(5) / math.sqrt(10)
score = x @ weights + 0.3 * torch.randn(1000, generator=generator)
wrong = torch.rand(1000, generator=generator) < 0.02
score = torch.where(wrong, -score, score)
x, y = (2 * x).round(decimals=2), (score > score.median()).long()"""


class Moons(DataSettings):
    """Two half moons that reach into each other."""

    word: ClassVar[str] = "moon"

    kind: Literal["Moons"] = "Moons"
    rows: Rows = setting(500, ROWS_HELP, unit="rows")
    noise: float = setting(0.15, NOISE_HELP, ge=0, le=10)

    def source(self) -> str:
        return f"""\
generator = torch.Generator().manual_seed({self.seed})
y = torch.arange({self.rows}) % 2
angle = math.pi * torch.rand({self.rows}, generator=generator)
upper = torch.stack([angle.cos(), angle.sin()], 1)
lower = torch.stack([1 - angle.cos(), 0.5 - angle.sin()], 1)
x = torch.where(y[:, None] == 0, upper, lower)
x += {self.noise} * torch.randn({self.rows}, 2, generator=generator)"""


class Circles(DataSettings):
    """A circle around a smaller one."""

    word: ClassVar[str] = "circle"

    kind: Literal["Circles"] = "Circles"
    rows: Rows = setting(500, ROWS_HELP, unit="rows")
    noise: float = setting(0.08, NOISE_HELP, ge=0, le=10)
    factor: float = setting(0.5, "Radius of the inner circle over the outer one.", gt=0, lt=1)

    def source(self) -> str:
        return f"""\
generator = torch.Generator().manual_seed({self.seed})
y = torch.arange({self.rows}) % 2
angle = 2 * math.pi * torch.rand({self.rows}, generator=generator)
radius = torch.where(y == 0, 1.0, {self.factor})
x = radius[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
x += {self.noise} * torch.randn({self.rows}, 2, generator=generator)"""


class Spirals(DataSettings):
    """Spiral arms wound around each other, one for each class."""

    word: ClassVar[str] = "arm"

    kind: Literal["Spirals"] = "Spirals"
    rows: Rows = setting(600, ROWS_HELP, unit="rows")
    noise: float = setting(0.1, NOISE_HELP, ge=0, le=10)
    classes: int = setting(2, "Arms, each a class of its own.", ge=2, le=10)
    turns: float = setting(1.25, "Turns of each arm.", gt=0, le=10)

    def source(self) -> str:
        return f"""\
generator = torch.Generator().manual_seed({self.seed})
y = torch.arange({self.rows}) % {self.classes}
way = torch.rand({self.rows}, generator=generator).sqrt()
angle = 2 * math.pi * ({self.turns} * way + y / {self.classes})
x = 2 * way[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
x += {self.noise} * torch.randn({self.rows}, 2, generator=generator)"""


class Blobs(DataSettings):
    """Round clouds of points, one for each class."""

    word: ClassVar[str] = "cloud"

    kind: Literal["Blobs"] = "Blobs"
    rows: Rows = setting(500, ROWS_HELP, unit="rows")
    features: int = setting(2, "Dimensions of each point.", ge=1, le=1000)
    classes: int = setting(3, "Clouds, each a class of its own.", ge=2, le=100)
    noise: float = setting(1.0, "Spread of each cloud.", ge=0, le=100)

    def source(self) -> str:
        return f"""\
generator = torch.Generator().manual_seed({self.seed})
y = torch.arange({self.rows}) % {self.classes}
centres = 2 * torch.randn({self.classes}, {self.features}, generator=generator)
noise = torch.randn({self.rows}, {self.features}, generator=generator)
x = centres[y] + {self.noise} * noise"""
