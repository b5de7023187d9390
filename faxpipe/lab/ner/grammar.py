"""A small grammar of wordings: rules of a text file -> one way of saying something, with its entities marked.

Part of the lab. The language is told at the top of `wordings/train.txt`. What a lower-case name says is a rule of
the file or asked of the speaker; what an upper-case name says is an entity of the speaker and is marked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

SPLITS = ("train", "held")
_TOKEN = re.compile(r"\{(?P<name>\w+)\}|(?P<sign>[(|)])|(?P<text>[^{}(|)]+)")
_PLAIN = str.maketrans({"[": "(", "]": ")", "\u00a6": "|"})


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of text; `label` says what it is, empty for text between entities."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    ways: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """What a rule or the speaker says."""

    name: str


Sequence = tuple["str | Choice | Name", ...]
Speak = Callable[[str], "list[Chunk] | None"]
"""What the speaker says under a name; None where only the rules can tell."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one wording file."""

    rules: dict[str, tuple[Sequence, ...]] = field(repr=False)

    def say(self, rule: str, rng: random.Random, speak: Speak, *, way: int | None = None) -> list[Chunk]:
        """One way of saying `rule`, the given one or any. KeyError for a name that neither the rules nor the
        speaker know."""
        ways = self.rules[rule]
        return list(self._sequence(rng.choice(ways) if way is None else ways[way], rng, speak))

    def ways(self, rule: str) -> int:
        """In how many ways `rule` can be said."""
        return len(self.rules[rule])

    def _sequence(self, sequence: Sequence, rng: random.Random, speak: Speak) -> Iterator[Chunk]:
        for part in sequence:
            if isinstance(part, str):
                yield Chunk(part)
            elif isinstance(part, Choice):
                yield from self._sequence(rng.choice(part.ways), rng, speak)
            elif (said := speak(part.name)) is not None:
                yield from said
            else:
                yield from self.say(part.name, rng, speak)


@cache
def grammar(split: str) -> Grammar:
    """The wordings of one split: "train" or "held"."""
    folder = files("faxpipe.lab.ner") / "wordings"
    names = ("train.txt", "train_more.txt") if split == "train" else (f"{split}.txt",)
    return parse("\n".join((folder / name).read_text(encoding="utf-8") for name in names))


def parse(text: str) -> Grammar:
    """The rules of a wording file. ValueError where brackets do not match or a line stands under no rule."""
    rules: dict[str, list[Sequence]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("= "):
            name = line[2:].strip()
            rules.setdefault(name, [])
        elif name:
            rules[name].append(_parsed(line))
        elif line:
            raise ValueError(f"no rule above this line: {line}")
    return Grammar({name: tuple(_shed(ways)) for name, ways in rules.items()})


def _shed(ways: list[Sequence]) -> list[Sequence]:
    """Without the empty line before the next rule; one more empty line means "or nothing"."""
    return ways[:-1] if len(ways) > 1 and ways[-1] == () else ways


def _parsed(line: str) -> Sequence:
    tokens = [match for match in _TOKEN.finditer(line.replace("\\n", "\n").replace("\\t", "\t"))]
    sequence, rest = _until_close(tokens, 0)
    if rest != len(tokens):
        raise ValueError(f"a bracket too many: {line}")
    if len(sequence) == 1:
        return sequence[0]
    raise ValueError(f"| outside of brackets: {line}")


def _until_close(tokens: list[re.Match[str]], at: int) -> tuple[list[Sequence], int]:
    ways: list[list[str | Choice | Name]] = [[]]
    while at < len(tokens) and tokens[at]["sign"] != ")":
        token = tokens[at]
        if token["sign"] == "(":
            inner, at = _until_close(tokens, at + 1)
            if at == len(tokens):
                raise ValueError("a bracket is not closed")
            ways[-1].append(Choice(tuple(inner)))
        elif token["sign"] == "|":
            ways.append([])
        elif token["name"]:
            ways[-1].append(Name(token["name"]))
        else:
            ways[-1].append(token["text"].translate(_PLAIN))
        at += 1
    return [tuple(way) for way in ways], at
