"""What the README promises is there: its commands parse; no command, section or exit code is left out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from faxpipe.cli.commands import COMMANDS, EXIT_CODES, build_parser
from faxpipe.config import Config, config_toml

README = Path(__file__).resolve().parents[2] / "README.md"
TEXT = README.read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
CALLS = re.findall(r"^(?:\w+=\S+ )?faxpipe (.+)$", SHELL, re.MULTILINE)
TARGETS = set(
    re.findall(r"^([a-z]+):.*## ", (README.parent / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)


def test_every_command_and_exit_code_is_documented() -> None:
    assert [name for name in COMMANDS if f"`faxpipe {name}`" not in TEXT] == []
    assert [code for code in re.findall(r"^  (\d+) ", EXIT_CODES, re.MULTILINE) if f"| {code} |" not in TEXT] == []


def test_every_section_of_the_configuration_is_documented_and_every_key_explained() -> None:
    assert [name for name, _ in Config() if f"| `{name}` |" not in TEXT] == []
    keys = [key for _, section in Config() for key in type(section).model_fields]
    assert [key for key in keys if not re.search(rf"^# .+\n{key} = ", config_toml(Config()), re.MULTILINE)] == []


@pytest.mark.parametrize("call", CALLS)
def test_every_command_line_is_valid(call: str) -> None:
    words = shlex.split(call, comments=True)
    args = build_parser([word for word in words if word in COMMANDS]).parse_args(words)
    assert args.command in COMMANDS


def test_every_make_target_exists() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", TEXT, re.MULTILINE))
    assert {"run", "test"} <= named <= TARGETS
