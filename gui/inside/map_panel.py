"""The decision map: where on a plane the network sees which class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.inside.class_legend import ClassLegend
from gui.inside.map_jobs import Picture, picture_of
from gui.inside.map_picture import MapPicture
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.widgets.appearance import Appearance
from gui.widgets.labels import plain_label
from gui.widgets.layouts import add_parts, row
from gui.widgets.quiet_combo_box import QuietComboBox
from training.insight.weight_history import Snapshot, WeightHistory

if TYPE_CHECKING:
    from training.insight.decision import Ground

OWN = "The data's own plane"
PROJECTION = "Projection (PCA)"


class MapPanel(QWidget):
    """Chooses the plane; redraws the map with each network."""

    def __init__(self, thread: Background, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._snapshot: Snapshot | None = None
        self._ground: Ground | None = None
        self._features: tuple[str, ...] = ()
        self.picture = MapPicture(appearance)
        self.across, self.up = self._list("inside.map.across", "Across"), self._list("inside.map.up", "Up")
        self.up_label = _label("u&p", self.up)
        self.legend = ClassLegend(appearance)
        self.sentence, self.reading = plain_label("", "summary"), plain_label("", "summary")
        line = row(_label("Ac&ross", self.across), self.across, self.up_label, self.up)
        layout = QVBoxLayout(self)
        add_parts(layout, (line, self.sentence, self.legend, self.picture, self.reading))
        layout.setStretchFactor(self.picture, 1)
        self.maps = Question(thread, "map", self)
        self.maps.answered.connect(self._on_picture)
        self.across.activated.connect(self._on_plane)
        self.up.activated.connect(self._on_plane)
        self.picture.read.connect(self.reading.setText)
        appearance.changed.connect(self._ask)

    def _list(self, name: str, title: str) -> QuietComboBox:
        box = QuietComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(f"{title}: what the plane shows")
        box.setMinimumContentsLength(16)
        return box

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Offer the planes of this run's data."""
        features = weight_history.dataset.features if weight_history is not None else ()
        if features != self._features:
            self._features = features
            self.across.clear()
            self.across.addItems([OWN if len(features) == 2 else PROJECTION, *(features if len(features) > 2 else ())])
            self.up.clear()
            self.up.addItems(features)
            self.up.setCurrentIndex(min(1, len(features) - 1))
            self._show_up()
        self.legend.show_classes(weight_history.dataset.classes if weight_history is not None else ())

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw the map of this network."""
        self._snapshot = snapshot
        if snapshot is None:
            self.picture.show_picture(None)
            return
        self._ask()

    def _ask(self) -> None:
        snapshot, plane, ground, colors = self._snapshot, self._plane(), self._ground, self._appearance.colors
        if snapshot is None:
            return
        if ground is not None and (ground.dataset is not snapshot.dataset or ground.features != plane):
            ground = None
        self.maps.ask(lambda: picture_of(snapshot, plane, ground, colors))

    def _plane(self) -> tuple[int, int] | None:
        """Return the chosen features; None: the projection, or the data's own plane."""
        chosen = self.across.currentIndex() - 1
        return None if chosen < 0 else (chosen, self.up.currentIndex())

    def _on_plane(self) -> None:
        if (plane := self._plane()) is not None and plane[0] == plane[1]:  # a plane has two different directions
            self.up.setCurrentIndex((plane[1] + 1) % len(self._features))
        self._show_up()
        self._ask()

    def _show_up(self) -> None:
        for part in (self.up, self.up_label):
            part.setVisible(self._plane() is not None)

    def _on_picture(self, picture: Picture) -> None:
        self._ground = picture.ground
        self.sentence.setText(picture.ground.plane.sentence)
        self.picture.show_picture(picture)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label
