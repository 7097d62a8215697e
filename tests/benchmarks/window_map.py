"""Decision map of Moons while the window trains flat out: how often it is redrawn, and how late the event loop is.

Run from the project's root: python -m tests.benchmarks.window_map [SECONDS]
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEventLoop, QTimer

from gui.widgets.pages import INSIDE
from tests.benchmarks.window import Lateness, open_window, wait


def main(seconds: float) -> None:
    """Train Moons, look at the map, and count."""
    app, bench = open_window()
    bench.context.document.set_value("data.kind", "Moons")
    bench.context.document.set_value("epochs", 10_000_000)
    wait(
        app,
        lambda: bench.context.preparation.dataset is not None and len(bench.context.preparation.dataset.features) == 2,
    )
    bench.context.actions["train"].trigger()
    wait(app, lambda: bench.context.session.live is not None and len(bench.context.session.live.trace) > 10)
    bench.window.pages.enter(INSIDE)
    controller, drawn = bench.controllers.inside, list[int]()
    assert controller.page is not None
    controller.page.tabs.setCurrentWidget(controller.map)
    wait(app, lambda: controller.map.picture.picture is not None)
    controller.map.maps.answered.connect(lambda picture: drawn.append(picture.epoch))
    before, clock, loop = len(bench.context.session.runs[0].trace), Lateness(bench), QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
    clock.deleteLater()
    epochs = len(bench.context.session.runs[0].trace) - before
    print(f"map redrawn {len(set(drawn)) / seconds:.1f} times a second, {epochs / seconds:.0f} epochs a second")
    print(f"event loop late by {clock.words()}")
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)
