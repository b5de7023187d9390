"""What the drawn pages say: collected while drawing, so that the truth is what stands on the paper.

Part of the lab. A document tells its facts here in the same breath as it draws them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from faxpipe.lab.cases import Case, Fact


@dataclass(slots=True)
class Said:
    """Facts told by one document or one packet; `alarms`: priorities that asserted findings call for."""

    fields: dict[str, Fact] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)
    alarms: set[str] = field(default_factory=set)

    def tell(self, case: Case, *fields: str) -> None:
        """The page states these facts of `case`; a fact that the case lacks is a fault of the document."""
        for name in fields:
            self.fields.setdefault(name, case.facts[name])
            if name == "patient.medications" and case.thinners:
                self.fields.setdefault("treatment.anticoagulants", case.thinners)

    def add(self, name: str, value: Fact) -> None:
        self.fields.setdefault(name, value)

    def merge(self, other: Said) -> None:
        """Add what another document says; what was told first stands."""
        for name, value in other.fields.items():
            self.fields.setdefault(name, value)
        self.spoiled |= other.spoiled
        self.alarms |= other.alarms
