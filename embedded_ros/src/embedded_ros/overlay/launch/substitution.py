# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Substitution: a piece of text that is known only while launching."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .launch_context import LaunchContext


class SubstitutionFailure(RuntimeError):  # noqa: N818 - the name ROS 2 gave it
    """A substitution could not be performed."""


class Substitution:
    """Base of all substitutions: `perform` gives the text."""

    def describe(self) -> str:
        """This substitution in words, without performing it."""
        return repr(self)

    def perform(self, context: LaunchContext) -> str:
        """The text in `context`."""
        raise NotImplementedError(f"{type(self).__name__} does not define perform()")


class TextSubstitution(Substitution):
    """Plain text."""

    def __init__(self, *, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"TextSubstitution expected str for 'text', got {type(text)}")
        self.text = text

    def describe(self) -> str:
        """The text in quotes."""
        return f"'{self.text}'"

    def perform(self, context: LaunchContext) -> str:
        """The text itself."""
        return self.text


SomeSubstitutionsType: TypeAlias = str | Substitution | Iterable[str | Substitution]


def normalize_to_list_of_substitutions(subs: SomeSubstitutionsType) -> list[Substitution]:
    """Text, substitution or an iterable of them as a list of substitutions.

    Raises:
        TypeError: Something else is among them.
    """
    if isinstance(subs, Substitution):
        return [subs]
    if isinstance(subs, str):
        return [TextSubstitution(text=subs)]
    if not isinstance(subs, Iterable):
        raise TypeError(f"expected text, a substitution or a list of them, got '{subs}' of type {type(subs)}")
    normalized: list[Substitution] = []
    for item in subs:
        if not isinstance(item, str | Substitution):
            raise TypeError(f"expected text or a substitution in the list, got '{item}' of type {type(item)}")
        normalized += normalize_to_list_of_substitutions(item)
    return normalized


def perform_substitutions(context: LaunchContext, subs: Sequence[Substitution]) -> str:
    """The texts of all `subs`, joined."""
    return "".join(context.perform_substitution(sub) for sub in subs)


def describe_all(subs: Sequence[Substitution]) -> str:
    """All `subs` in words."""
    return " + ".join(sub.describe() for sub in subs)
