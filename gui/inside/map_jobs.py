"""Decision maps as pictures, painted beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui.inside.class_look import color_of, rgb
from gui.widgets.theme import Colors
from training.insight.weight_history import Snapshot

if TYPE_CHECKING:
    from training.insight.decision import DecisionMap, Ground, RowCoordinates

WEAK, STRONG = 0.10, 0.62  # how much of a class's colour is seen where it is barely, and surely, predicted


@dataclass(frozen=True, eq=False)
class Picture:
    """A map of the network after an epoch."""

    ground: Ground
    epoch: int
    pixels: NDArray[np.uint8]  # (up, across, 4) uint8 as RGBA, from the top
    map: DecisionMap
    rows: RowCoordinates


def picture_of(
    snapshot: Snapshot, features: tuple[int, int] | None, before: Ground | None, colors: Colors
) -> Iterator[object]:
    """Yield the Picture of a network, on the ground from before where it is one."""
    from training.insight.confusion import Division
    from training.insight.decision import Ground, locate_rows

    ground = before if before is not None else Ground.of(snapshot.dataset, features)
    drawn = ground.grid.map(snapshot.network)
    rows = locate_rows(ground.plane, snapshot.network, snapshot.dataset, Division.TRAINING)
    yield Picture(ground, snapshot.epoch, _pixels(drawn, colors), drawn, rows)


def _pixels(drawn: DecisionMap, colors: Colors) -> NDArray[np.uint8]:
    """Return each point in its class's colour, the stronger the surer, with a line where classes meet."""
    shares, classes = drawn.probabilities, drawn.probabilities.shape[2]
    best, top = drawn.classes, np.nan_to_num(shares.max(2))
    sure = np.clip((top - 1 / classes) / (1 - 1 / classes), 0, 1)[..., None]
    part = WEAK + (STRONG - WEAK) * sure
    surface, ink = rgb([colors.surface, colors.text])
    mixed = surface * (1 - part) + rgb([color_of(colors, k) for k in range(classes)])[best] * part
    border = np.zeros(best.shape, dtype=bool)
    border[:, 1:] |= best[:, 1:] != best[:, :-1]
    border[1:] |= best[1:] != best[:-1]
    mixed[border] = ink
    pixels = np.full((*best.shape, 4), 255, dtype=np.uint8)
    pixels[..., :3] = mixed
    return np.ascontiguousarray(pixels[::-1])
