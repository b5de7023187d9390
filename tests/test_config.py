"""One TOML, environment overrides, unknown keys are errors, every key explained."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from faxpipe.config import Config, Paths, config_toml, load_config
from faxpipe.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults_with_paths_beside_the_file(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, ""), {})
    assert config.model_copy(update={"paths": Paths()}) == Config()
    assert config.paths.inbox == tmp_path / "inbox"
    assert config.paths.database == tmp_path / "faxpipe.sqlite3"


def test_without_a_file_paths_start_at_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config(None, {}).paths.archive == tmp_path / "archive"


def test_an_absolute_path_stays_as_it_is(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, '[paths]\ninbox = "/srv/fax/in"\n'), {})
    assert config.paths.inbox == Path("/srv/fax/in")


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "[worker]\nworkers = 2\npoll_s = 3\n")
    config = load_config(path, {"FAXPIPE_WORKER_WORKERS": "7", "FAXPIPE_OCR_TEXT_LAYER": "false"})
    assert (config.worker.workers, config.worker.poll_s, config.ocr.text_layer) == (7, 3.0, False)


def test_a_list_in_the_environment_is_parted_by_commas() -> None:
    config = load_config(None, {"FAXPIPE_CLINIC_PROVIDERS": "Ann Fox,Bo Lee"})
    assert config.clinic.providers == ("Ann Fox", "Bo Lee")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[worker]\nworker = 2\n", "worker.worker"),
        ("[wroker]\nworkers = 2\n", "wroker"),
        ("workers = 2\n", "workers"),
        ("[worker]\nworkers = 0\n", "worker.workers"),
        ('[log]\nlevel = "loud"\n', "log.level"),
        ('[pages]\ndpi = "high"\n', "pages.dpi"),
    ],
)
def test_an_unknown_key_or_a_bad_value_is_named(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key.replace(".", r"\.")) as caught:
        load_config(written(tmp_path, text), {})
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("content", [b"[worker\n", b"\xff\xfe\x00bad"])
def test_a_file_that_is_no_toml_is_a_config_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(path, {})


def test_a_missing_file_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path / "none.toml", {})


def test_the_written_form_reads_back_as_the_same_configuration() -> None:
    quoted = Config.model_validate({"clinic": {"name": 'The "Spine" \\ Pain Center', "npis": ["1234567893"]}})
    for config in (Config(), quoted):
        assert Config.model_validate(tomllib.loads(config_toml(config))) == config


def test_every_section_and_every_key_is_explained_in_the_written_form() -> None:
    lines = config_toml(Config()).splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert len(keys) == sum(len(type(section).model_fields) for _, section in Config())
    assert [lines[number] for number in keys if not lines[number - 1].startswith("#")] == []


def test_every_limit_names_its_unit() -> None:
    units = ("_s", "_max", "_bytes_min", "dpi", "workers", "_per_process")
    limits = [key for name in ("intake", "pages", "worker") for key in type(getattr(Config(), name)).model_fields]
    assert [key for key in limits if not key.endswith(units)] == []


def test_a_certificate_is_looked_for_beside_the_file_and_none_stays_none(tmp_path: Path) -> None:
    review = load_config(written(tmp_path, '[review]\ntls_certificate = "tls/cert.pem"\n'), {}).review
    assert (review.tls_certificate, review.tls_key) == (str(tmp_path / "tls/cert.pem"), "")
