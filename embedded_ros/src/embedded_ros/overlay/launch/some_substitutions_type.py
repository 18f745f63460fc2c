# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The type of arguments that take substitutions."""

from .substitution import SomeSubstitutionsType

__all__ = ["SomeSubstitutionsType"]
