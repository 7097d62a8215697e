"""The entry for Windows: shortcuts on the desktop and in the Start menu, and the file type in the user's registry."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

from training.machine.shortcut.program import APPLICATION_ID, MIME_TYPE, Program

FILE_TYPE = "Stepwell.Experiment"
CLASSES = r"HKCU:\Software\Classes"


def install(program: Program) -> list[Path]:
    """Run the script that makes the shortcuts; returns them. Raises OSError with PowerShell's words."""
    encoded = base64.b64encode(script(program).encode("utf-16-le")).decode()
    command = ["powershell", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded]
    result = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if result.returncode:
        raise OSError(f"PowerShell could not make the shortcuts: {result.stderr.strip()}")
    return [Path(line) for line in result.stdout.splitlines()]


def script(program: Program) -> str:
    """Return the PowerShell script; it prints the shortcuts that it made, one a line."""
    python = program.python.with_name("pythonw.exe")  # no console window behind the program's own
    icon = program.resources / "icons" / "stepwell.ico"
    keys = {
        ".stepwell": FILE_TYPE,
        FILE_TYPE: "Stepwell experiment",
        rf"{FILE_TYPE}\DefaultIcon": f'"{icon}"',
        rf"{FILE_TYPE}\shell\open\command": f'"{python}" "{program.main}" "%1"',
    }
    return "\n".join(
        [
            "$ErrorActionPreference = 'Stop'",
            "[Console]::OutputEncoding = [Text.Encoding]::UTF8",
            "foreach ($folder in 'Desktop', 'Programs') {",
            "    $path = Join-Path ([Environment]::GetFolderPath($folder)) 'Stepwell.lnk'",
            "    $shortcut = (New-Object -ComObject WScript.Shell).CreateShortcut($path)",
            f"    $shortcut.TargetPath = {quoted(str(python))}",
            f"    $shortcut.Arguments = {quoted(f'"{program.main}"')}",
            f"    $shortcut.WorkingDirectory = {quoted(str(program.main.parent))}",
            f"    $shortcut.IconLocation = {quoted(str(icon))}",
            "    $shortcut.Save()",
            "    $path",
            "}",
            *(f"New-Item -Force -Path {quoted(rf'{CLASSES}\{key}')} -Value {quoted(value)} | Out-Null" for key, value in keys.items()),
        ]
    )


def quoted(text: str) -> str:
    """Return a PowerShell string in which nothing has a special meaning."""
    return "'" + text.replace("'", "''") + "'"
