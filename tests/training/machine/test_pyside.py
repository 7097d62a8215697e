"""The pair of Python and PySide6 that aborts."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

from training.machine import pyside


def test_only_the_aborting_pair_is_refused() -> None:
    reason = pyside.obstacle("6.12.0", (3, 11, 7))
    assert reason is not None
    assert "PySide6-Essentials!=6.12.0" in reason
    assert pyside.obstacle("6.12.0", (3, 12, 0)) is None
    assert pyside.obstacle("6.11.3", (3, 11, 7)) is None
    assert pyside.obstacle("6.12.1", (3, 11, 7)) is None


def test_this_machine_has_another_pair() -> None:
    assert pyside.obstacle() is None


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on None is immortal")
def test_this_pyside_keeps_its_references_to_none() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 100
