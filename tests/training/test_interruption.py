"""Ctrl+C at a moment at which Python would drop it."""

from __future__ import annotations

import os
import signal
import weakref
from collections.abc import Iterator

import pytest

from training.interruption import raise_if_lost, remembered

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


@pytest.fixture(autouse=True)
def python_listens() -> Iterator[None]:
    """Python's own handler, also where the suite runs in the background and Ctrl+C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Thing:
    """Something that can be watched as it dies."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interruption_that_python_drops_is_raised_where_it_is_asked_for() -> None:
    with remembered():
        thing = Thing()
        watch = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
        del thing  # the exception is raised in the callback, which nobody hears
        assert watch() is None
        with pytest.raises(KeyboardInterrupt):
            raise_if_lost()


def test_without_an_interruption_nothing_is_raised_and_the_handler_is_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with remembered():
        raise_if_lost()
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interruption_of_an_earlier_verb_is_over() -> None:
    with pytest.raises(KeyboardInterrupt), remembered():
        signal.raise_signal(signal.SIGINT)
    with remembered():
        raise_if_lost()
