"""Pages with their words kept from one evaluation to the next, so that only the fields are read anew.

Part of the lab. Reading the words is nine tenths of an evaluation, and a change in the fields leaves them as they
are. A kept scan is used only for the same file read by the same engine with the same settings; it holds the second
readings of the places that were of interest then. After a change in how pages are cleaned, remove the folder.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import faxpipe
from faxpipe.config import Config
from faxpipe.digest import sha256_of
from faxpipe.document import Fax
from faxpipe.errors import StoreError
from faxpipe.ocr import engine_of
from faxpipe.ocr.replay import page_from_json, page_json

SUFFIX = ".scan.json.gz"
OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True, slots=True)
class KeptScan:
    """The pages of a fax, or the code of why it could not be read."""

    fax: Fax
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scans:
    """A folder of scans. `read_by` names what they were read by; those of another reader are passed over."""

    folder: Path
    read_by: str

    def load(self, path: Path) -> KeptScan | None:
        """The scan of this very file by this very reader; None where there is none that can be used."""
        try:
            stored = json.loads(gzip.decompress(self._place(path).read_bytes()))
            if stored["read_by"] != self.read_by or stored["sha256"] != sha256_of(path):
                return None
            pages = tuple(map(page_from_json, stored["pages"]))
            return KeptScan(Fax(stored["sha256"], pages, path.name), stored["reason"])
        except (OSError, EOFError, ValueError, KeyError, TypeError, StoreError):
            return None

    def keep(self, path: Path, fax: Fax, reason: str) -> None:
        """Keeps the pages of the fax at `path`, unless time ran out on one: the next run may be quicker."""
        if any(page.reason == OUT_OF_TIME for page in fax.pages):
            return
        stored = {
            "read_by": self.read_by,
            "sha256": fax.sha256,
            "reason": "" if fax.pages else reason,
            "pages": [page_json(page) for page in fax.pages],
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self._place(path)
        half = place.with_suffix(".part")
        half.write_bytes(gzip.compress(json.dumps(stored, separators=(",", ":")).encode("utf-8"), 6, mtime=0))
        half.replace(place)

    def _place(self, path: Path) -> Path:
        return self.folder / (path.stem + SUFFIX)


def scans_in(folder: Path, config: Config) -> Scans:
    """The scans of `folder` for a reader with this configuration."""
    engine = engine_of(config.ocr)
    settings = {
        "faxpipe": faxpipe.__version__,
        "engine": f"{engine.name} {engine.version}",
        "ocr": config.ocr.model_dump(mode="json"),
        "pages": config.pages.model_dump(mode="json"),
    }
    return Scans(folder, json.dumps(settings, sort_keys=True))
