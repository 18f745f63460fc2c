# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a parameter's descriptor allows."""

from __future__ import annotations

import math
from typing import Any

from rclpy.parameter import Parameter

RELATIVE_TOLERANCE = 1e-6


def refusal(parameter: Parameter, descriptor: Any, *, declared: bool, check_read_only: bool) -> str:
    """Return why the descriptor refuses the value, '' when it does not."""
    kind = parameter.type_
    if check_read_only and descriptor.read_only:
        return f"Trying to set a read-only parameter: {parameter.name}."
    if not descriptor.dynamic_typing:
        if declared and kind is Parameter.Type.NOT_SET:
            return "Static parameter cannot be undeclared"
        if kind is not Parameter.Type.NOT_SET and kind.value != descriptor.type:
            return f"Wrong parameter type, expected '{Parameter.Type(descriptor.type)}' got '{kind}'"
    if kind is Parameter.Type.INTEGER and descriptor.integer_range:
        return _integer_refusal(parameter, descriptor.integer_range[0])
    if kind is Parameter.Type.DOUBLE and descriptor.floating_point_range:
        return _floating_point_refusal(parameter, descriptor.floating_point_range[0])
    return ""


def _integer_refusal(parameter: Parameter, limits: Any) -> str:
    low, high = sorted((limits.from_value, limits.to_value))
    if parameter.value in (low, high):
        return ""
    if not low < parameter.value < high:
        return _out_of_range(parameter, low, high)
    if limits.step and (parameter.value - low) % limits.step:
        return _off_step(parameter, low, high, limits.step)
    return ""


def _floating_point_refusal(parameter: Parameter, limits: Any) -> str:
    low, high = sorted((limits.from_value, limits.to_value))

    def close(a: float, b: float) -> bool:
        return math.isclose(a, b, rel_tol=RELATIVE_TOLERANCE)

    if close(parameter.value, low) or close(parameter.value, high):
        return ""
    if not low < parameter.value < high:
        return _out_of_range(parameter, low, high)
    if limits.step:
        steps = round((parameter.value - low) / limits.step)
        if not close(low + steps * limits.step, parameter.value):
            return _off_step(parameter, low, high, limits.step)
    return ""


def _out_of_range(parameter: Parameter, low: Any, high: Any) -> str:
    return f"Parameter {parameter.name} out of range. Min: {low}, Max: {high}, value: {parameter.value}"


def _off_step(parameter: Parameter, low: Any, high: Any, step: Any) -> str:
    return (
        f"The parameter value for {parameter.name} is not a valid step. "
        f"Min: {low}, max: {high}, value: {parameter.value}, step: {step}"
    )
