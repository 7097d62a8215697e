"""What a list says of a run, in few words and in whole ones."""

from __future__ import annotations

from datetime import datetime

from gui.tables.run_rows import SweepRow
from training.experiment.schedulers import counted
from training.runs.run import LIVE, Status, numbered
from training.runs.store import RunSummary

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARKS = {
    Status.LOADING: "… ",
    Status.RUNNING: "▸ ",
    Status.PAUSED: "‖ ",
    Status.STOPPED: "■ ",
    Status.FAILED: "✕ ",
    Status.INTERRUPTED: "! ",
}
LARGE = 1000  # from here on, digits after the point say nothing


def title(run: RunSummary) -> str:
    """Return the run's number and name; a run of a fork also has its parent's number."""
    origin = "" if run.parent is None else f"↳ {run.parent} "
    return f"{numbered(run.id)} {origin}{run.name}"


def sweep_title(sweep: SweepRow) -> str:
    """Return `Sweep 3: 64 runs`, and how many have finished or failed as long as not all have finished."""
    finished = sum(run.status is Status.FINISHED for run in sweep.runs)
    failed = sum(run.status is Status.FAILED for run in sweep.runs)
    some = f", {finished:,} finished" if finished < len(sweep.runs) else ""
    return f"{sweep.title}: {counted(len(sweep.runs), 'run')}{some}{f', {failed:,} failed' if failed else ''}"


def epochs(run: RunSummary) -> str:
    """Return `10` for a run that has finished, else `■ 4/10`."""
    if run.status is Status.FINISHED:
        return f"{run.epochs:,}"
    return f"{MARKS[run.status]}{run.epochs:,}/{run.planned:,}"


def state(run: RunSummary) -> str:
    """Return `Stopped after 4 of 10 epochs.` as a sentence."""
    if run.status in LIVE:
        where = " in another Stepwell" if run.elsewhere else ""
        return f"{run.status.capitalize()}{where}: {run.epochs:,} of {counted(run.planned, 'epoch', ',')}."
    if run.status is Status.FINISHED:
        early = f"; {run.planned:,} were planned" if run.epochs < run.planned else ""
        return f"Finished after {counted(run.epochs, 'epoch')}{early}."
    return f"{run.status.capitalize()} after {run.epochs:,} of {counted(run.planned, 'epoch')}."


def figure(value: float | None) -> str:
    """Return four digits after the point, fewer of a large number; nothing for None."""
    if value is None:
        return ""
    return f"{value:.4f}" if abs(value) < LARGE else f"{value:.3g}"


def duration(seconds: float) -> str:
    """Return `0.4 s`, `4:05` or `2:04:05`."""
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def begun(created: str, now: datetime | None = None) -> str:
    """Return the local time of a moment (UTC, ISO 8601) today, else `24 Nov`, else `Nov ’25`."""
    if not created:
        return ""
    now, moment = (now or datetime.now()).astimezone(), datetime.fromisoformat(created).astimezone()
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    month = MONTHS[moment.month - 1]
    return f"{moment.day} {month}" if moment.year == now.year else f"{month} ’{moment:%y}"


def moment(created: str) -> str:
    """Return `24 Nov 2026, 14:05` of a moment (UTC, ISO 8601), in local time."""
    when = datetime.fromisoformat(created).astimezone()
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"


def circumstances(run: RunSummary) -> str:
    """Return how the run stands, how long it took, on what, and when it began: one or two sentences."""
    where = f" on {run.device}" if run.device else ""
    spent = f" {duration(run.seconds)} of training{where}." if run.epochs else ""
    since = f" Begun {moment(run.created)}." if run.created else " It is gone when this window closes."
    kept_off = " Until it ends there, it can neither go on nor be deleted here." if run.elsewhere else ""
    return f"{state(run)}{spent}{since}{kept_off}"
