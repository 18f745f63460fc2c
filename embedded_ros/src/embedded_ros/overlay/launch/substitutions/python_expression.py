# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""PythonExpression: the value of an expression, as text."""

import importlib
from typing import Any

from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    describe_all,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class PythonExpression(Substitution):
    """Evaluates an expression; what `math` holds is known without its prefix."""

    def __init__(
        self, expression: SomeSubstitutionsType, python_modules: SomeSubstitutionsType = ("math",)
    ) -> None:
        self.expression = normalize_to_list_of_substitutions(expression)
        self.python_modules = normalize_to_list_of_substitutions(python_modules)

    def describe(self) -> str:
        """The expression in words."""
        return f"PythonExpr({describe_all(self.expression)})"

    def perform(self, context: LaunchContext) -> str:
        """The value as text; whatever the expression raises comes out."""
        names: dict[str, Any] = {}
        for module_name in (context.perform_substitution(sub) for sub in self.python_modules):
            module = importlib.import_module(module_name)
            if module_name == "math":
                names |= vars(module)
            names[module_name] = module
        # The launch file's author writes the expression, and can run any code anyway.
        return str(eval(perform_substitutions(context, self.expression), {}, names))
