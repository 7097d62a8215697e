"""A disk that takes its time for every fsync, and a list of the threads that waited for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_for_the_disk(void) {
    const char *milliseconds = getenv("SLOW_DISK_MS"), *list = getenv("SLOW_DISK_LIST");
    long wanted = milliseconds ? atol(milliseconds) : 0;
    struct timespec rest = {wanted / 1000, wanted % 1000 * 1000000};
    nanosleep(&rest, NULL);
    if (list) {
        int file = open(list, O_WRONLY | O_APPEND | O_CREAT, 0600);
        dprintf(file, "%s\n", syscall(SYS_gettid) == getpid() ? "main" : "other");
        close(file);
    }
}

int fsync(int file) { wait_for_the_disk(); return syscall(SYS_fsync, file); }
int fdatasync(int file) { wait_for_the_disk(); return syscall(SYS_fdatasync, file); }
"""
NEEDS = "it takes Linux and a C compiler"


def slow_disk(folder: Path, milliseconds: int) -> dict[str, str] | None:
    """Return the environment in which a program has a slow disk; None where there is no way to slow it.

    `waits(folder)` then knows the threads that waited.
    """
    compiler, library = shutil.which("cc"), folder / "slow_disk.so"
    if os.name == "nt" or compiler is None:
        return None
    (folder / "slow_disk.c").write_text(SOURCE)
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(folder / "slow_disk.c")]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return {
        "LD_PRELOAD": str(library),
        "SLOW_DISK_MS": str(milliseconds),
        "SLOW_DISK_LIST": str(folder / "waits"),
    }


def waits(folder: Path) -> list[str]:
    """Return for each fsync so far whether the `main` thread waited for it, or an `other` one."""
    path = folder / "waits"
    return path.read_text().split() if path.exists() else []
