"""Which items a letter asks for: what the verdict calls missing or held, in the words of the referral table."""

from __future__ import annotations

from collections.abc import Iterable

from faxpipe.letter.values import Answer, Item
from faxpipe.schema import FieldSpec, Schema

SIGNATURE = "referrer.signature"
_LONG = frozenset({"medications", "text"})


def items_for(missing: Iterable[str], unsure: Iterable[str], schema: Schema) -> tuple[Item, ...]:
    """The items in the order of the table, what is to be attached last. Names of an older table are left out."""
    missed, held = set(missing), set(unsure)
    asked = [spec for spec in schema.fields if spec.name in missed | held]
    items = (_item(spec, again=spec.name not in missed) for spec in asked)
    return tuple(sorted(items, key=lambda item: item.answer is Answer.ATTACH))


def _item(spec: FieldSpec, *, again: bool) -> Item:
    attach = spec.kind == "presence"
    ask = spec.ask[0].upper() + spec.ask[1:]
    if spec.name == SIGNATURE:
        ask = "Please sign the order or form and fax it again"
    return Item(
        field=spec.name,
        label=spec.title,
        ask=ask,
        answer=Answer.ATTACH if attach else Answer.WRITE,
        again=again,
        lines=2 if spec.kind in _LONG else 1,
    )
