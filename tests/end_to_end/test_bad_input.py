"""What users get wrong on the command line: each is a sentence and an exit code, and no file is harmed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Refused, table_of
from training import cli

GOOD = "a,b,class\n" + "".join(f"{n * 1.5},{n % 7},{'xy'[n % 2]}\n" for n in range(40))
posix = pytest.mark.skipif(os.name == "nt", reason="needs what POSIX systems have")

EXPERIMENTS: dict[str, tuple[str | bytes, str]] = {
    "a value left out": ("epochs = ", "is not valid TOML"),
    "an open bracket": ("[data\n", "at line 1"),
    "a key twice": ("epochs = 1\nepochs = 2", "is not valid TOML"),
    "a decimal comma": ("[optimizer]\nkind = 'SGD'\nlr = 0,001", "at line 3"),
    "no text": (b"\xff\xfe\x00", "not UTF-8 text (byte 0)"),
    "a NUL": ("\0", "is not valid TOML"),
    "a table of data": (GOOD, "is not valid TOML"),
    "too many brackets": ("a = " + "[" * 5000, "nested too deeply"),
    "too many dots": ("a." * 100_000 + "b = 1", "nested too deeply"),
    "too many digits": ("epochs = " + "9" * 5000, "too many digits"),
    "too many hexadecimal digits": ("epochs = 0x" + "f" * 5000, "epochs: this value does not fit"),
    "too long a file": ("#" * 1_000_001, "too large"),
    "an unknown setting": ("epcohs = 3", "epcohs: there is no such setting; did you mean 'epochs'?"),
    "an unknown table": ("[dat]\nkind = 'Moons'", "did you mean 'data'?"),
    "an unknown kind": ("[data]\nkind = 'Moon'", "data.kind: 'Moon' is not known; did you mean 'Moons'?"),
    "an unknown setting of a kind": ("[data]\nkind = 'Moons'\nnois = 1", "did you mean 'noise'?"),
    "an unknown choice": ("[network]\nkind = 'MLP'\nactivation = 'relu'", "one of ReLU, LeakyReLU"),
    "a setting of another kind": ("[scheduler]\nT_max = 3", 'give kind = "CosineAnnealingLR"'),
    "a required setting left out": ("[scheduler]\nkind = 'SequentialLR'\nmilestones = [2]", "schedulers: is missing"),
    "no epochs": ("epochs = 0", "epochs: 0 does not fit; give a whole number, at least 1"),
    "2**63": ("seed = 9223372036854775808", "seed: 9223372036854775808 does not fit"),
    "a negative rate": ("[optimizer]\nkind = 'SGD'\nlr = -0.1", "at least 0"),
    "a rate that is no number": ("[optimizer]\nkind = 'SGD'\nlr = nan", "optimizer.lr: nan does not fit"),
    "an infinite rate": ("[optimizer]\nkind = 'SGD'\nlr = inf", "optimizer.lr: inf does not fit"),
    "a text for a number": ("[optimizer]\nkind = 'SGD'\nlr = '0.001'", "'0.001' does not fit; give a number"),
    "a broken number of epochs": ("epochs = 1e3", "1000.0 does not fit; give a whole number"),
    "true for a number": ("epochs = true", "epochs: true does not fit"),
    "a date": ("epochs = 1979-05-27", "epochs: datetime.date"),
    "a number for a table": ("data = 5", "data: 5 is not a table of settings"),
    "a list of tables": ("[[data]]\nkind = 'Moons'", "is not a table of settings"),
    "a layer without units": ("[network]\nkind = 'MLP'\nhidden = [0]", "network.hidden[0]: 0 does not fit"),
    "too many layers": (f"[network]\nkind = 'MLP'\nhidden = {[1] * 65}", "at most 64 of them"),
    "an absurd network": (f"[network]\nkind = 'MLP'\nhidden = {[65_536] * 64}", "Choose fewer or smaller layers"),
    "a network for images": ("[network]\nkind = 'ConvNet'", "choose Digits"),
    "a device that is not there": ("device = 'cuda:99'", "choose auto or cpu"),
    "no file of data": ("[data]\nkind = 'Table'", "data.path: is missing"),
    "too little to train on": ("[data]\nkind = 'Moons'\nrows = 10\nvalidation = 0.9", "lower data.validation"),
}  # fmt: skip

SETTINGS: dict[str, str] = {
    "epochs": "--set epochs: write KEY=VALUE",
    "": "write KEY=VALUE",
    "=3": "write KEY=VALUE",
    "a.b.c=3": "a.b.c: there is no table 'a'",
    "schedule.gamma=1": "schedule.gamma: there is no table 'schedule'; did you mean 'scheduler'?",
    "epochs=": "epochs: '' does not fit",
    "optimizer.lr=0,001": "optimizer.lr: '0,001' does not fit; give a number",
    "optimizer.lr=1e400": "optimizer.lr: inf does not fit",
    "seed=[1,2": "seed: '[1,2' does not fit",
    "epochs=3\nseed=4": "does not fit; give a whole number",
    "scheduler.T_max=3": 'give kind = "CosineAnnealingLR"',
    "optimizer.betas=[0.9, 0.999]": "optimizer.betas: there is no such setting",
    f"epochs={'9' * 5000}": "does not fit; give a whole number",
}

TABLES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "'rows.csv' is empty"),
    "a header alone": ("a,b,kind\n", "no rows to learn from"),
    "one row": ("a,b,kind\n1,2,x\n", "one row to learn from"),
    "a ragged row": (GOOD + "1,2\n", "Line 42 of 'rows.csv' has fewer than 3 cells"),
    "a wrong encoding": (GOOD.replace("x", "é").encode("latin-1"), "Set data.encoding"),
    "decimal commas": (GOOD.replace(",", ";").replace(".", ","), "set data.decimal to ','"),
    "one class": (GOOD.replace("x", "y"), "one value only"),
    "binary": (bytes(range(256)) * 8, "'rows.csv'"),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_bad_experiment_is_refused_with_a_sentence(name: str, refused: Refused, tmp_path: Path) -> None:
    content, reason = EXPERIMENTS[name]
    path = tmp_path / "bad.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert reason in refused("train", str(path), "--csv", str(tmp_path / "trace.csv"))


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_bad_setting_is_refused_with_a_sentence(setting: str, refused: Refused) -> None:
    assert SETTINGS[setting] in refused("preview", "--set", setting)


@pytest.mark.parametrize("name", TABLES)
def test_a_bad_table_is_refused_with_a_sentence(name: str, refused: Refused, tmp_path: Path) -> None:
    content, reason = TABLES[name]
    path = tmp_path / "rows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert reason in refused("train", *table_of(path))


def test_each_of_several_problems_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--set", "epochs=0", "--set", "optimizer.lr=-1", "--set", "seed=x"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["seed", "epochs", "optimizer.lr"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["trian"], ["--fly"], ["train", "--fly"], ["train", "a", "b"], ["train", "--set"], ["train", "--csv"],
     ["preview", "--quiet"], ["check", "--csv", "x"], ["shortcut", "x"]],
)  # fmt: skip
def test_wrong_usage_is_told_with_the_right_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert (out, "error: " in err) == ("", True)
    assert err.startswith("usage: python main.py")


@posix
@pytest.mark.parametrize(
    ("name", "reason"),
    [("none", "no such file"), ("folder", "a folder"), ("pipe", "a pipe"), ("/dev/zero", "a device"),
     ("/dev/null", "a device"), ("loop", "symbolic links"), ("rows.csv/x", "not a folder"), ("n" * 300, "too long")],
)  # fmt: skip
def test_what_is_no_ordinary_file_is_neither_read_nor_waited_for(
    name: str, reason: str, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "rows.csv").write_text(GOOD)
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for arguments in ([str(tmp_path / name)], table_of(tmp_path / name)):
        assert reason in refused("train", *arguments)


@posix
@pytest.mark.parametrize(
    ("name", "reason"),
    [("none/trace.csv", "there is no folder"), ("folder", "a folder"), ("pipe", "not an ordinary file"),
     ("/dev/null", "not an ordinary file"), ("rows.csv/x", "not a folder"), ("n" * 300, "too long")],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["train", "preview"])
def test_where_no_csv_can_be_written_is_told_before_the_training(
    verb: str, name: str, reason: str, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "rows.csv").write_text(GOOD)
    os.mkfifo(tmp_path / "pipe")
    assert reason in refused(verb, "--set", "epochs=10", "--csv", str(tmp_path / name))


def test_the_trace_never_replaces_what_the_run_reads(refused: Refused, tmp_path: Path) -> None:
    rows, experiment = tmp_path / "rows.csv", tmp_path / "experiment.toml"
    rows.write_text(GOOD)
    experiment.write_text("epochs = 2")
    assert "is read from it" in refused("train", *table_of(rows), "--csv", str(rows))
    (tmp_path / "link.csv").symlink_to(rows)
    assert "is read from it" in refused("train", *table_of(rows), "--csv", str(tmp_path / "link.csv"))
    assert "is read from it" in refused("preview", str(experiment), "--csv", str(experiment))


def test_a_preview_has_its_limit(refused: Refused) -> None:
    assert "at most 100000 epochs, not 100001" in refused("preview", "--set", "epochs=100001")


def test_a_rate_beyond_all_numbers_is_told(refused: Refused) -> None:
    growing = ["--set", "scheduler.kind=MultiStepLR", "--set", "scheduler.milestones=[1, 1]"]
    assert "too large to compute with" in refused("preview", *growing, "--set", "scheduler.gamma=1e300")


def test_an_empty_experiment_is_the_tutorial(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.toml").touch()
    assert cli.main(["preview", str(tmp_path / "empty.toml")]) == 0
    empty = capsys.readouterr().out
    assert cli.main(["preview"]) == 0
    assert capsys.readouterr().out == empty


def test_a_constant_column_is_trained_on_and_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("still," + GOOD.replace("\n", "\n7,", 40))
    assert cli.main(["train", *table_of(path)]) == 0
    assert "'still'" in capsys.readouterr().err


def test_data_lie_beside_their_experiment_whatever_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Übung 1 'a' 日本 <b>"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    (folder / "tä b's.csv").write_text(GOOD)
    (folder / "ex périment.toml").write_text("[data]\nkind = 'Table'\npath = \"tä b's.csv\"", "utf-8")
    target = folder / "träce.csv"
    assert cli.main(["train", str(folder / "ex périment.toml"), "--quiet", "--csv", str(target)]) == 0
    assert len(target.read_text("utf-8").splitlines()) == 11
    assert capsys.readouterr().err == ""
