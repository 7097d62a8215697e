"""Python: the experiment as a stand-alone script of plain PyTorch."""

from __future__ import annotations

from training.exporting import SCRIPT, Exporter

EXPORTERS = (
    Exporter(
        SCRIPT,
        name="python",
        suffix=".py",
        format="Python",
        text="Script as P&ython…",
        tip="Write the experiment as a script of plain PyTorch",
        content=str,
        help="write the script to a file; - for standard output",
        option="output",
    ),
)
