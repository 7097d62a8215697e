"""Decision maps as pictures, painted beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui.inside.class_look import palette
from gui.widgets.theme import Colors
from training.insight.weight_history import Snapshot

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.insight.decision import DecisionMap, Grid, RowCoordinates
    from training.insight.planes import Plane

WEAK, STRONG = 0.10, 0.62  # how much of a class's colour is seen where it is barely, and surely, predicted


@dataclass(frozen=True, eq=False)
class Ground:
    """What stays the same over all epochs: the plane, its points, the data set, and the features that were chosen."""

    features: tuple[int, int] | None
    plane: Plane
    grid: Grid
    dataset: Dataset


@dataclass(frozen=True, eq=False)
class Picture:
    """A map: pixels (up, across, 4) uint8 as RGBA from the top, the probabilities, and where the rows are."""

    ground: Ground
    epoch: int
    pixels: NDArray[np.uint8]
    map: DecisionMap
    rows: RowCoordinates


def ground_of(dataset: Dataset, features: tuple[int, int] | None) -> Ground:
    """Return the plane of two features; None: the data's own plane, or the one along which they vary most."""
    from training.insight.decision import Grid
    from training.insight.planes import default_plane, feature_plane

    plane = default_plane(dataset) if features is None else feature_plane(dataset, *features)
    return Ground(features, plane, Grid(plane, dataset), dataset)


def picture_of(
    snapshot: Snapshot, features: tuple[int, int] | None, before: Ground | None, colors: Colors
) -> Iterator[object]:
    """Yield the Picture of a network, on the ground from before where it is one."""
    from training.insight.confusion import Division
    from training.insight.decision import locate_rows

    ground = before if before is not None else ground_of(snapshot.dataset, features)
    drawn = ground.grid.map(snapshot.network)
    rows = locate_rows(ground.plane, snapshot.network, snapshot.dataset, Division.TRAINING)
    yield Picture(ground, snapshot.epoch, _pixels(drawn, colors), drawn, rows)


def _pixels(drawn: DecisionMap, colors: Colors) -> NDArray[np.uint8]:
    """Return each point in its class's colour, the stronger the surer, with a line where classes meet."""
    shares, classes = drawn.probabilities, drawn.probabilities.shape[2]
    best, top = drawn.classes, np.nan_to_num(shares.max(2))
    sure = np.clip((top - 1 / classes) / (1 - 1 / classes), 0, 1)[..., None]
    part = WEAK + (STRONG - WEAK) * sure
    surface = np.array([int(colors.surface[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float32)
    mixed = surface * (1 - part) + palette(colors, classes)[best] * part
    border = np.zeros(best.shape, dtype=bool)
    border[:, 1:] |= best[:, 1:] != best[:, :-1]
    border[1:] |= best[1:] != best[:-1]
    ink = np.array([int(colors.text[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float32)
    mixed[border] = ink
    pixels = np.full((*best.shape, 4), 255, dtype=np.uint8)
    pixels[..., :3] = mixed
    return np.ascontiguousarray(pixels[::-1])
