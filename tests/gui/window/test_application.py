from __future__ import annotations

import subprocess
import sys

ASKED = """
from PySide6.QtGui import QFileOpenEvent
from gui.window.application import make_application
app = make_application()
app.file_wanted.connect(lambda file: print(file.name))
app.sendEvent(app, QFileOpenEvent("/somewhere/lesson.toml"))
"""


def test_a_file_that_macos_asks_to_open_is_told() -> None:
    # a process has one application, and this one has pytest-qt's
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout == "lesson.toml\n"
