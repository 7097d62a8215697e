"""Rows that scikit-learn brings; none need a download."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.experiment.data.base import DataSettings, Image


class Iris(DataSettings):
    """150 flowers, four measures, three species."""

    bundled: ClassVar[str] = "load_iris"
    standardised: ClassVar[bool] = True

    kind: Literal["Iris"] = "Iris"


class Wine(DataSettings):
    """178 wines, thirteen measures, three growers."""

    bundled: ClassVar[str] = "load_wine"
    standardised: ClassVar[bool] = True

    kind: Literal["Wine"] = "Wine"


class BreastCancer(DataSettings):
    """569 tumours, thirty measures, two diagnoses."""

    bundled: ClassVar[str] = "load_breast_cancer"
    standardised: ClassVar[bool] = True

    kind: Literal["BreastCancer"] = "BreastCancer"


class Digits(DataSettings):
    """1797 images of handwritten digits, 8 × 8 pixels, ten classes."""

    image: ClassVar[Image | None] = (1, 8, 8)
    bundled: ClassVar[str] = "load_digits"
    divisor: ClassVar[float] = 16.0

    kind: Literal["Digits"] = "Digits"

    def source(self) -> str:
        return f"{super().source()}\nx = (x / 16).float()  # 16 is the brightest pixel"
