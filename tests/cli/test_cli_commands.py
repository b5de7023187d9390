"""Finding the configuration, saying what is wrong in one line, exit codes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from faxpipe import __version__
from faxpipe.cli.commands import COMMANDS, EXIT_CODES, build_parser, command
from faxpipe.config import Config, load_config
from faxpipe.errors import FaxpipeError


def all_errors(kind: type[FaxpipeError] = FaxpipeError) -> set[type[FaxpipeError]]:
    return {kind}.union(*(all_errors(child) for child in kind.__subclasses__()))


def test_the_installed_command_says_its_version() -> None:
    script = Path(sys.executable).with_name("faxpipe")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == f"faxpipe {__version__}\n"


def test_every_command_stands_in_the_help(cli: Callable) -> None:
    outcome = cli("--help")
    assert outcome.code == 0
    assert [name for name in COMMANDS if not re.search(rf"^    {name} ", outcome.out, re.M)] == []


def test_every_exit_code_of_an_error_is_documented() -> None:
    documented = set(re.findall(r"^  (\d+) ", EXIT_CODES, re.M))
    assert {str(kind.exit_code) for kind in all_errors()} <= documented


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_a_command_are_valid(name: str) -> None:
    lines = [line.split("#")[0] for line in command(name).EXAMPLES.splitlines()]
    calls = [words[words.index("faxpipe") + 1 :] for line in lines if "faxpipe" in (words := shlex.split(line))]
    assert calls
    for words in calls:
        args = build_parser([word for word in words if word in COMMANDS]).parse_args(words)
        assert args.command in COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_shows_its_examples(cli: Callable, name: str) -> None:
    outcome = cli(name, "--help")
    assert outcome.code == 0
    assert command(name).EXAMPLES in outcome.out


@pytest.mark.parametrize("argv", [[], ["nonsense"], ["queue", "--nonsense"], ["config", "--path", "--check"]])
def test_wrong_usage_is_exit_code_2(cli: Callable, argv: list[str]) -> None:
    outcome = cli(*argv)
    assert outcome.code == 2
    assert outcome.err


def test_without_a_data_folder_the_queue_says_what_to_do(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAXPIPE_CONFIG", raising=False)
    outcome = cli("queue")
    assert outcome.code == 2
    assert "faxpipe init" in outcome.err
    assert outcome.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_data_folder_here_is_found_by_itself(cli: Callable, data: Path) -> None:
    assert cli("config", "--path").out == "faxpipe-data/config.toml\n"


@pytest.mark.parametrize("before", [True, False])
def test_config_is_taken_before_and_after_the_command(cli: Callable, data: Path, *, before: bool) -> None:
    named = ["--config", data / "config.toml"]
    argv = [*named, "config", "--path"] if before else ["config", *named, "--path"]
    assert cli(*argv).out == f"{data / 'config.toml'}\n"


def test_the_environment_names_a_configuration(cli: Callable, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setenv("FAXPIPE_CONFIG", str(data / "config.toml"))
    assert cli("config", "--check").out == f"good: {data / 'config.toml'}\n"


def test_a_broken_configuration_is_named_with_its_key(cli: Callable, data: Path) -> None:
    (data / "config.toml").write_text("[worker]\nworkres = 2\n")
    outcome = cli("config", "--check")
    assert outcome.code == 2
    assert "faxpipe-data/config.toml" in outcome.err
    assert "worker.workres" in outcome.err


def test_init_makes_a_private_folder_and_a_configuration_that_loads(data: Path) -> None:
    config = load_config(data / "config.toml", {})
    assert config.paths.inbox.is_dir()
    assert config.paths.archive.is_dir()
    assert config.paths.quarantine.is_dir()
    assert config.worker == Config().worker
    assert {path.stat().st_mode & 0o077 for path in (data, *data.iterdir())} == {0}


def test_init_leaves_an_existing_configuration_alone(cli: Callable, data: Path) -> None:
    (data / "config.toml").write_text("[worker]\nworkers = 5\n")
    assert cli("init").code == 0
    assert load_config(data / "config.toml", {}).worker.workers == 5


def test_init_where_nothing_may_be_written_says_so(cli: Callable, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = cli("init", tmp_path / "file" / "data")
    assert outcome.code == 2
    assert "may write to" in outcome.err


def test_config_prints_what_is_in_force(cli: Callable, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAXPIPE_WORKER_WORKERS", "9")
    assert tomllib.loads(cli("config").out)["worker"]["workers"] == 9
    assert tomllib.loads(cli("config", "--defaults").out)["worker"]["workers"] == 2


def test_without_its_extra_the_lab_says_what_to_install(cli: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faxpipe.lab.cli", None)
    outcome = cli("lab", "evaluate", "samples")
    assert outcome.code == 3
    assert "pip install -e '.[lab]'" in outcome.err


def test_an_interruption_is_exit_code_130(cli: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_path: Path | None) -> Config:
        raise KeyboardInterrupt

    monkeypatch.setattr("faxpipe.cli.commands.load_config", interrupted)
    assert cli("config").code == 130


def test_a_reader_who_has_seen_enough_ends_the_listing_quietly(data: Path) -> None:
    script = Path(sys.executable).with_name("faxpipe")
    command = f"{shlex.quote(str(script))} config | true"
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=60, check=True, env=buffered
    )
    assert done.stderr == ""


def test_a_terminal_without_accents_shows_the_rest(data: Path) -> None:
    script = Path(sys.executable).with_name("faxpipe")
    odd = {
        **os.environ,
        "PYTHONIOENCODING": "ascii",
        "FAXPIPE_CLINIC_NAME": "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS} Pain",
    }
    done = subprocess.run([script, "config"], capture_output=True, text=True, timeout=60, check=True, env=odd)
    assert 'name = "Zo? Pain"' in done.stdout
