# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A camera's path against the true one: absolute and relative error.

Source: Sturm et al. 2012, "A benchmark for the evaluation of RGB-D SLAM systems"; the alignment is that of
Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns", without its
scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sgw_ros.core.geometry import compose, invert
from sgw_ros.core.types import Array, Pose
from sgw_ros.evaluation.matching import ratio


@dataclass(frozen=True, slots=True)
class Step:
    """From one image to the next: the true and the said pose of the later camera in the earlier one.

    `metric` says whether the said translation's scale is known.
    """

    true: Pose
    said: Pose
    dt_s: float
    metric: bool


def trajectory_scores(steps: Sequence[Step]) -> dict[str, Any]:
    """Relative errors per step and the absolute one of the whole path, which only metric steps can have."""
    errors = [compose(invert(step.true), step.said) for step in steps]
    metric = [np.linalg.norm(e.position) for e, step in zip(errors, steps, strict=True) if step.metric]
    turned = [_angle_deg(e) for e in errors]
    all_metric = len(metric) == len(steps) > 0
    true = _path([step.true for step in steps])
    return {
        "steps": len(steps),
        "metric_share": ratio(len(metric), len(steps)),
        "path_m": round(float(np.linalg.norm(np.diff(true, axis=0), axis=1).sum()), 4),
        "rpe_translation_m": _rms(metric),
        "rpe_rotation_deg": _rms(turned),
        "drift_m_per_s": _rms(
            [e / s.dt_s for e, s in zip(metric, (s for s in steps if s.metric), strict=True)]
        ),
        "ate_m": _rms(aligned_errors(true, _path([s.said for s in steps]))) if all_metric else None,
    }


def aligned_errors(true: Array, said: Array) -> list[float]:
    """Distances [n] m of two paths [n, 3] after the rigid motion that brings the second to the first."""
    centred_true, centred_said = true - true.mean(axis=0), said - said.mean(axis=0)
    U, _, Vt = np.linalg.svd(centred_true.T @ centred_said)
    mirror = np.diag([1.0, 1.0, np.sign(np.linalg.det(U @ Vt))])
    R = U @ mirror @ Vt
    return [float(v) for v in np.linalg.norm(centred_true - centred_said @ R.T, axis=1)]


def _path(deltas: Sequence[Pose]) -> Array:
    """Positions [n + 1, 3] after each step, in the first camera's frame."""
    poses = [Pose()]
    for delta in deltas:
        poses.append(compose(poses[-1], delta))
    return np.array([pose.position for pose in poses])


def _angle_deg(pose: Pose) -> float:
    x, y, z, w = pose.orientation
    return float(np.degrees(2.0 * np.arctan2(np.sqrt(x * x + y * y + z * z), abs(w))))


def _rms(values: Sequence[Any]) -> float | None:
    return round(float(np.sqrt(np.mean(np.square(values)))), 5) if len(values) else None
