"""The frame of every page in a real Chromium: keys, theme, no console error, axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_the_login_page_is_clean_in_light_and_dark(
    page_of: Callable[..., Any], axe: Callable[..., list[str]]
) -> None:
    for scheme in ("light", "dark"):
        page = page_of("", color_scheme=scheme)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto("/login")
        assert axe(page) == []
        assert said == []
