"""The entry for Linux desktops, as freedesktop.org's specifications have it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import platformdirs

from training.files import write_whole
from training.machine.shortcut.program import APPLICATION_ID, Program

ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


def install(program: Program) -> list[Path]:
    """Write the menu entry, its icons and file type below $XDG_DATA_HOME, and the entry on the desktop."""
    data = platformdirs.user_data_path()
    entry = desktop_entry((program.resources / f"{APPLICATION_ID}.desktop").read_text("utf-8"), program)
    paths = [data / "applications" / f"{APPLICATION_ID}.desktop"]
    if (desktop := platformdirs.user_desktop_path()).is_dir():
        paths.append(desktop / f"{APPLICATION_ID}.desktop")
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, entry.encode())
        path.chmod(0o755)
    _install_icons(program.resources / "icons", data / "icons/hicolor")
    _install_file_type(program.resources / f"{APPLICATION_ID}.xml", data / "mime/packages")
    _run("update-mime-database", data / "mime")
    _run("update-desktop-database", data / "applications")
    for path in paths[1:]:
        _run("gio", "set", path, "metadata::trusted", "true")
    return paths


def desktop_entry(template: str, program: Program) -> str:
    """Return the entry with this program's absolute command in the place of `stepwell`."""
    command = " ".join(map(quoted, program.command))
    return re.sub(r"^Exec=.*$", lambda _: f"Exec={command} %f", template, flags=re.MULTILINE)


def quoted(path: Path) -> str:
    """Return the path as one argument of an Exec line: quoted for its parser, then escaped like any value."""
    argument = re.sub(r'(["`$\\])', r"\\\1", str(path)).replace("%", "%%")
    return f'"{argument.translate(ESCAPES)}"'


def _install_icons(icons: Path, hicolor: Path) -> None:
    sizes = {path: re.sub(r"\D", "", path.stem) for path in icons.glob("stepwell-*.png")}
    targets = {path: f"{size}x{size}" for path, size in sizes.items()} | {icons / "stepwell.svg": "scalable"}
    for path, folder in targets.items():
        target = hicolor / folder / "apps" / f"{APPLICATION_ID}{path.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _install_file_type(description: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(description, folder)


def _run(tool: str, *arguments: str | Path) -> None:
    """Run a desktop's tool where there is one; desktops without it read the files by themselves."""
    if shutil.which(tool):
        subprocess.run([tool, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
