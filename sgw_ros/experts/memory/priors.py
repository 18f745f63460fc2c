# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is usual for a class of things: size, mass, friction, and whether it moves by itself."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.types import Estimate

UNKNOWN = "object"
"""Class name of a track that no detector has named."""

UNNAMED = frozenset({"", UNKNOWN, "motion", "moving", "unknown"})
"""Names that class-agnostic detectors give; they are no vote for a class."""


@dataclass(frozen=True, slots=True)
class ClassPrior:
    """Usual height and width [m] (mean, standard deviation), mass [kg] and sliding friction."""

    height_m: tuple[float, float]
    width_m: tuple[float, float]
    mass_kg: tuple[float, float]
    friction: tuple[float, float] = (0.5, 0.2)
    self_propelled: bool = False

    @property
    def mass(self) -> Estimate:
        """Mass with its variance, kg."""
        return Estimate(self.mass_kg[0], self.mass_kg[1] ** 2)

    @property
    def friction_estimate(self) -> Estimate:
        """Coulomb coefficient with its variance."""
        return Estimate(self.friction[0], self.friction[1] ** 2)


PRIORS: dict[str, ClassPrior] = {
    "person": ClassPrior((1.7, 0.15), (0.5, 0.15), (72.0, 18.0), (0.7, 0.2), self_propelled=True),
    "bicycle": ClassPrior((1.1, 0.15), (1.2, 0.5), (15.0, 5.0), self_propelled=True),
    "motorcycle": ClassPrior((1.2, 0.2), (1.4, 0.6), (200.0, 60.0), self_propelled=True),
    "car": ClassPrior((1.5, 0.15), (3.0, 1.2), (1400.0, 400.0), self_propelled=True),
    "bus": ClassPrior((3.1, 0.3), (6.0, 3.0), (12000.0, 3000.0), self_propelled=True),
    "truck": ClassPrior((3.0, 0.7), (5.0, 2.5), (8000.0, 4000.0), self_propelled=True),
    "dog": ClassPrior((0.55, 0.2), (0.6, 0.25), (20.0, 12.0), self_propelled=True),
    "cat": ClassPrior((0.28, 0.06), (0.4, 0.12), (4.5, 1.5), self_propelled=True),
    "chair": ClassPrior((0.9, 0.12), (0.5, 0.1), (6.0, 3.0)),
}
"""Common classes of outdoor and indoor detectors. Source: everyday dimensions, rounded."""

UNKNOWN_PRIOR = ClassPrior((0.8, 0.8), (0.5, 0.5), (5.0, 10.0))
"""For things without a class: so wide that it is never used for a distance."""


def plausible(class_name: str, height_m: float) -> bool:
    """Whether a thing of this height can be of this class."""
    prior = PRIORS.get(class_name)
    return prior is None or 0.45 <= height_m / prior.height_m[0] <= 1.6


def prior_of(class_name: str) -> ClassPrior:
    """The prior of a class, or the one of unknown things."""
    return PRIORS.get(class_name, UNKNOWN_PRIOR)
