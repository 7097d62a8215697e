from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from gui.plots.heading import Heading
from gui.widgets.appearance import Appearance


@pytest.fixture
def heading(qapp: object, appearance: Appearance) -> Heading:
    heading = Heading("loss", appearance)
    heading.resize(300, 20)
    return heading


def picture(heading: Heading) -> QImage:
    image = QImage(300, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    heading.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def test_numbers_stand_beside_the_title(heading: Heading) -> None:
    title = picture(heading)
    heading.set_text("training 0.5")
    assert picture(heading) != title


def test_markup_is_shown_as_it_is_written(heading: Heading) -> None:
    heading.set_text("<b>0.5</b>")
    tagged = picture(heading)
    heading.set_text("0.5")
    assert picture(heading) != tagged


def test_too_long_numbers_stay_within_the_heading(heading: Heading) -> None:
    heading.resize(150, 20)
    heading.set_text("training 0.123456   validation 0.123456   and much more")
    image = picture(heading)
    assert all(image.pixelColor(x, y).name() == "#ffffff" for x in range(151, 300) for y in range(20))
