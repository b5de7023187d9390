"""The configuration: one TOML file, environment overrides, unknown keys are errors.

Every limit stands here with its unit in its name. Values are read once at start and handed down as
arguments; nothing below the command line looks the configuration up by itself. An environment variable
`FAXPIPE_<SECTION>_<KEY>` overrides the file, e.g. `FAXPIPE_WORKER_WORKERS=1`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faxpipe.errors import ConfigError

ENVIRONMENT_PREFIX = "FAXPIPE_"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(Section):
    """Where faxes arrive and are kept. Relative paths start at the folder of the config file."""

    inbox: Path = Field(Path("inbox"), description="faxes land here as PDF; files leave once they are safe")
    archive: Path = Field(Path("archive"), description="one copy of every accepted fax, named by its SHA-256")
    quarantine: Path = Field(Path("quarantine"), description="files that are no readable PDF, kept for people")
    database: Path = Field(Path("faxpipe.sqlite3"), description="the queue")
    outbox: Path = Field(
        Path("outbox"), description="letters that a person has released wait here for the fax service"
    )


class Intake(Section):
    """When a file in the inbox is finished, and what is accepted."""

    settle_s: float = Field(2.0, ge=0, le=3600, description="size and mtime must rest this long")
    rescan_s: float = Field(5.0, gt=0, le=3600, description="the inbox is listed this often, whatever events say")
    size_bytes_max: int = Field(200_000_000, gt=0, description="larger files go to quarantine")
    queue_length_max: int = Field(100_000, gt=0, description="above this, files wait in the inbox")


class PagesLimits(Section):
    """Bounds on drawing a page."""

    pages_max: int = Field(300, gt=0, description="a fax with more pages is read up to here and sent to review")
    pixels_max: int = Field(40_000_000, gt=0, description="a page larger than this is drawn at lower resolution")
    page_timeout_s: float = Field(60, gt=0, description="drawing and measuring one page")
    dpi: int = Field(204, ge=100, le=600, description="what is not one scanned image is drawn at this")
    memory_bytes_max: int = Field(3_000_000_000, gt=0, description="address space of one reading process")


class Ocr(Section):
    """How words are read."""

    engine: str = Field("auto", description="auto, neural or tesseract; auto takes neural where it is installed")
    timeout_s: float = Field(60, gt=0, description="one call of the engine; then it is killed")
    text_layer: bool = Field(True, description="use the text of born-digital PDFs where it agrees with the page")
    second_reading: bool = Field(True, description="read each required value again from its own place on the page")


class Worker(Section):
    """How many faxes are read at once, and for how long."""

    workers: int = Field(2, ge=1, le=64, description="reading processes")
    fax_timeout_s: float = Field(900, gt=0, description="one fax; then its process is killed")
    lease_s: float = Field(1200, gt=0, description="a claim older than this is given back")
    attempts_max: int = Field(3, ge=1, le=20, description="then the fax waits for a person as unreadable")
    poll_s: float = Field(1.0, gt=0, le=60, description="how often idle workers look at the queue")
    retry_s: float = Field(10, ge=0, le=3600, description="pause before a second attempt; then doubled")
    grace_s: float = Field(20, ge=0, le=600, description="when stopped, faxes under way may finish for this long")
    free_bytes_min: int = Field(300_000_000, ge=0, description="with less room on the disk nothing is read")
    tasks_per_process: int = Field(500, ge=1, description="a reading process is replaced after so many faxes")


class Log(Section):
    level: str = Field("info", pattern="^(debug|info|warning|error)$", description="debug, info, warning, error")
    format: str = Field("json", pattern="^(json|text)$", description="json (one object a line) or text")


class Links(Section):
    """When a later fax is taken for the answer to an earlier referral."""

    window_days: int = Field(180, ge=1, le=3650, description="an answer is looked for among referrals this old")


class Clinic(Section):
    """Who we are: the recipient is never the sender (clinic to confirm)."""

    name: str = Field("Northeast Rehabilitation Hospital Network Pain Management", description="our practice")
    phone: str = Field("603-681-3140", description="our own phone, never the sender's")
    fax: str = Field("603-681-3154", description="our own fax, never the sender's")
    providers: tuple[str, ...] = Field(("Bennett Kramer",), description="our own clinicians, as First Last")
    npis: tuple[str, ...] = Field((), description="our own NPIs, never the sender's")


class Review(Section):
    """The review page: where it is served, and how long somebody stays logged in."""

    host: str = Field("127.0.0.1", description="another than this machine's own wants TLS, or a proxy before it")
    port: int = Field(8321, ge=0, le=65535, description="0 takes a free one")
    names: tuple[str, ...] = Field((), description="names that browsers reach it by, beside this machine's own")
    behind_proxy: bool = Field(False, description="a proxy on this machine speaks TLS and says who asks")
    tls_certificate: str = Field("", description="PEM file with the certificate chain; empty: no TLS")
    tls_key: str = Field("", description="PEM file with its key; empty: it stands in the other file")
    idle_min: int = Field(15, ge=1, le=480, description="nobody at the desk for so many minutes: log in again")
    session_h: int = Field(12, ge=1, le=72, description="log in again after so many hours in any case")
    lockout_failures: int = Field(5, ge=3, le=50, description="so many wrong passwords or codes lock an account")
    lockout_min: int = Field(15, ge=1, le=1440, description="for so many minutes, or until a lead unlocks it")
    totp: str = Field(
        "optional", pattern="^(optional|required)$", description="a second factor: optional, required"
    )
    hold_min: int = Field(10, ge=1, le=240, description="an opened fax is held for so many minutes")
    new_due_business_days: int = Field(2, ge=0, le=30, description="a new fax is due after so many business days")
    answered_due_days: int = Field(7, ge=0, le=60, description="an answered one is due after so many days")


class Letter(Section):
    """The missing-information fax."""

    lines: tuple[str, ...] = Field(
        ("Salem, NH",), description="address lines below the clinic's name, four at most"
    )
    tells: str = Field(
        "name_birth_date",
        pattern="^(name_birth_date|name|initials_birth_year)$",
        description="how the patient is named: name_birth_date, name, initials_birth_year",
    )
    due_days: int = Field(7, ge=1, le=60, description="the answer is asked for within so many days")


class Outbox(Section):
    """How a released letter is laid into the outbox folder. Nothing is put there but by a person."""

    form: str = Field(
        "json",
        pattern="^(json|csv|number_in_name|hylafax)$",
        description="beside the PDF: json, csv, nothing (number_in_name), or arguments of sendfax (hylafax)",
    )
    command: tuple[str, ...] = Field(
        (), description="run for each letter, with {pdf} and {number} filled in; empty: none is run"
    )
    command_timeout_s: float = Field(30, gt=0, le=600, description="then the command is stopped, and it failed")


class Chase(Section):
    """When the sender of an incomplete fax is asked again."""

    days: tuple[int, ...] = Field((2, 5, 7), description="so many days after the letter, ask again")
    escalate_day: int = Field(10, ge=1, le=365, description="so many days after it, a lead takes it up")
    business_days: bool = Field(False, description="count business days; otherwise a weekend moves to Monday")


class Config(Section):
    """Everything that can be set. The defaults are what the README describes."""

    paths: Paths = Paths()
    intake: Intake = Intake()
    pages: PagesLimits = PagesLimits()
    ocr: Ocr = Ocr()
    worker: Worker = Worker()
    log: Log = Log()
    links: Links = Links()
    clinic: Clinic = Clinic()
    review: Review = Review()
    letter: Letter = Letter()
    outbox: Outbox = Outbox()
    chase: Chase = Chase()


def load_config(path: Path | None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration of `path` (None: defaults around the current folder) with environment overrides.

    Relative paths are resolved against the folder of the file. Raises ConfigError for a file that cannot be
    read, an unknown key or a value out of range; the message names the key.
    """
    raw: dict[str, Any] = {}
    base = Path.cwd()
    if path is not None:
        raw = _read(path)
        base = path.resolve().parent
    _override(raw, os.environ if environ is None else environ)
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"the configuration has errors: {problems}") from None
    resolved = {name: base / getattr(config.paths, name) for name in Paths.model_fields}
    review = config.review
    files = {key: str(base / name) for key in ("tls_certificate", "tls_key") if (name := getattr(review, key))}
    return config.model_copy(update={"paths": Paths(**resolved), "review": review.model_copy(update=files)})


def config_toml(config: Config) -> str:
    """The configuration as a TOML file with a comment on every key."""
    lines = ["# faxpipe configuration. Every key can be left out; then the value shown in the docs holds."]
    for name, section in config:
        lines += ["", *(f"# {line}" for line in (type(section).__doc__ or "").strip().splitlines()), f"[{name}]"]
        for key, info in type(section).model_fields.items():
            if info.description:
                lines.append(f"# {info.description}")
            lines.append(f"{key} = {_toml_value(getattr(section, key))}")
    return "\n".join(lines) + "\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the configuration: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration is not valid TOML: {error}") from None


def _override(raw: dict[str, Any], environ: Mapping[str, str]) -> None:
    for section, info in Config.model_fields.items():
        model = info.annotation
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        for key in model.model_fields:
            value = environ.get(f"{ENVIRONMENT_PREFIX}{section}_{key}".upper())
            if value is not None:
                raw.setdefault(section, {})[key] = value.split(",") if _is_list(model, key) else value


def _is_list(model: type[BaseModel], key: str) -> bool:
    return isinstance(model.model_fields[key].default, tuple)


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml_value(item) for item in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
