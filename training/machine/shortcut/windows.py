"""The entry for Windows: shortcuts on the desktop and in the Start menu, and the type of experiment files."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

from training.machine.shortcut.program import Program

SCRIPT = r"""
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
foreach ($folder in 'Desktop', 'Programs') {{
    $path = Join-Path ([Environment]::GetFolderPath($folder)) 'Stepwell.lnk'
    $shortcut = (New-Object -ComObject WScript.Shell).CreateShortcut($path)
    $shortcut.TargetPath = {python}
    $shortcut.Arguments = {arguments}
    $shortcut.WorkingDirectory = {folder}
    $shortcut.IconLocation = {icon}
    $shortcut.Save()
    $path
}}
$classes = 'HKCU:\Software\Classes'
$type = "$classes\Stepwell.Experiment"
New-Item -Force -Path "$classes\.stepwell" -Value 'Stepwell.Experiment' | Out-Null
New-Item -Force -Path $type -Value 'Stepwell experiment' | Out-Null
New-Item -Force -Path "$type\DefaultIcon" -Value {icon} | Out-Null
New-Item -Force -Path "$type\shell\open\command" -Value {opener} | Out-Null
"""


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
    start, *arguments = program.command
    if arguments:
        start = start.with_name("pythonw.exe")  # no console window behind the program's own
    command = [f'"{part}"' for part in (start, *arguments)]
    icon = program.resources / "icons" / "stepwell.ico"
    return SCRIPT.format(
        python=quoted(f"{start}"),
        arguments=quoted(" ".join(command[1:])),
        folder=quoted(f"{program.command[-1].parent}"),
        icon=quoted(f"{icon}"),
        opener=quoted(" ".join([*command, '"%1"'])),
    )


def quoted(text: str) -> str:
    """Return a PowerShell string in which nothing has a special meaning."""
    return "'" + text.replace("'", "''") + "'"
