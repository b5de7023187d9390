"""The trained pipeline written to `models/entities`, with its manifest: version, hashes, recipe and scores.

Part of the lab. The manifest is what the loader trusts; the card beside it is written by hand from these figures.
"""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path

from faxpipe.digest import sha256_of
from faxpipe.fields.tagger.entities import MANIFEST
from faxpipe.fields.tagger.tokens import FEATURES
from faxpipe.lab.ner.judge import Judgement
from faxpipe.lab.ner.train import Trained

VERSION = "2"


def publish(trained: Trained, judgement: Judgement, folder: Path, *, seed: int) -> None:
    """Replaces the model in `folder`. Names of files stay inside of it; nothing else is touched."""
    shutil.rmtree(folder, ignore_errors=True)
    trained.nlp.meta.update(
        name="entities", version=f"{VERSION}.0", description="who and what stands on a fax page"
    )
    trained.nlp.to_disk(folder)
    manifest = {
        "version": VERSION,
        "features": FEATURES,
        "spacy": metadata.version("spacy"),
        "seed": seed,
        "papers": trained.papers,
        "tokens": trained.tokens,
        "scores": judgement.as_json(),
        "sha256": {
            str(path.relative_to(folder)): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
        },
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
