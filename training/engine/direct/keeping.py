"""The verdict on the direct path, reached once for each torch on a machine and kept in the user's cache."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import platform
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import torch

from training import __version__
from training.engine.direct.verdict import CLAIMED, Verdict
from training.files import open_text, write_whole
from training.machine.folders import cache_folder

logger = logging.getLogger(__name__)

MOST_KEPT, LARGEST = 16, 1 << 20  # verdicts; bytes of the file
SWITCHES = ("MKL_", "DNNL_", "ONEDNN_", "ATEN_", "TORCH_")  # begin the variables that choose among kernels
_proving = Lock()


def verdict() -> Verdict:
    """Return what is proven, in this process for good; the first call under a torch takes a moment.

    Call it before torch's random state is set for a training, and never where a window waits.
    """
    with _proving:
        return _found()


def forget() -> None:
    """Look for the verdict anew, as another process does."""
    _found.cache_clear()


@cache
def _found() -> Verdict:
    path, key = cache_folder() / "direct-path.json", _key()
    kept = _read(path)
    if key in kept:
        return Verdict(frozenset(kept[key]))
    found = _proved()
    logger.info("of the direct path, autograd is left: %s", found.unproven or "nothing")
    kept = dict([*kept.items(), (key, sorted(found.proven))][-MOST_KEPT:])
    with suppress(OSError):  # without it the next process proves it again
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(kept, indent=1).encode())
    return found


def _proved() -> Verdict:
    """Prove on one thread: several change no bit of small numbers, and on a busy machine wait for each other."""
    from training.engine.direct.proof import prove  # needed once for each torch only

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return prove()
    finally:
        torch.set_num_threads(threads)


def _read(path: Path) -> dict[str, list[str]]:
    """Return the kept verdicts; what is no such file holds none."""
    try:
        kept: dict[str, Any] = json.loads(open_text(path, LARGEST))
        return {str(key): [str(name) for name in names] for key, names in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _key() -> str:
    """Return what stands for this torch, for this machine and for the code that is to be proven."""
    parts = [__version__, torch.__version__, torch.version.git_version, torch.__config__.show(), *CLAIMED]
    parts += [torch.backends.cpu.get_cpu_capability(), platform.node(), platform.machine()]
    parts += sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith(SWITCHES))
    digest = hashlib.sha256("\n".join(map(str, parts)).encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
