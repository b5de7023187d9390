"""Makes `icd10cm.tsv.gz`, the table behind the kind "icd10", from a new release of the code set.

Place in the sentence: words -> **fields**; run by a person once a year, never while faxes are read:
`python -m faxpipe.fields.kinds.icd10_build "April 2026"`. Needs the package simple-icd-10-cm (MIT, in the extra
`[dev]`), which carries the public-domain files of CDC/NCHS but takes 1.9 s and 200 MB to load; the table
takes 0.1 s. One line a code: code without its dot, 1 where it can be billed, description.
"""

from __future__ import annotations

import gzip
import importlib
import re
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("icd10cm.tsv.gz")
_CODE = re.compile(r"[A-Z][0-9][0-9AB][0-9A-Z]{0,4}")


def build(release: str) -> int:
    """Write the table of the installed release; returns the number of codes."""
    source = importlib.import_module("simple_icd_10_cm")
    lines = [f"# ICD-10-CM {release}, CDC/NCHS, public domain"]
    for code in sorted(code for code in source.get_all_codes(with_dots=False) if _CODE.fullmatch(code)):
        lines.append(f"{code}\t{int(source.is_leaf(code))}\t{' '.join(source.get_description(code).split())}")
    TABLE.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    return len(lines) - 1


if __name__ == "__main__":
    sys.stdout.write(f"{build(sys.argv[1])} codes\n")
