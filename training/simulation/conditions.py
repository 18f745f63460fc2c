# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What holds for everything in a world, whatever the things are: what it moves in, what it stands on.

Nobody is told of it: a body's own row says what it is made of, as ever. So this is what an adapter is for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sgw_ros.core.errors import ConfigError
from training.settings import filled
from training.simulation.bodies import NOTHING, Body, Layout, Medium, Part
from training.simulation.materials import YIELDING, Material
from training.simulation.ranges import WORLD, read_ranges_yaml


@dataclass(frozen=True)
class Conditions:
    """The section `world` of a file of ranges; what is not said there is as in the usual world.

    Attributes:
        medium: what everything moves in.
        floor: of all that touches it; the usual one leaves everything to what stands on it.
    """

    medium: Medium = NOTHING
    floor: Material = YIELDING

    def rule(self, layout: Layout) -> Layout:
        """The same layout under these conditions, which it tells of; under the usual ones as it is."""
        if self == USUAL:
            return layout
        bodies = tuple(self._over(body) for body in layout.bodies)
        meta = {**layout.meta, WORLD: asdict(self)}
        return replace(layout, bodies=bodies, medium=self.medium, meta=meta)

    def _over(self, body: Body) -> Body:
        return replace(body, parts=tuple(self._floored(part) for part in body.parts))

    def _floored(self, part: Part) -> Part:
        if part.shape != "plane" or self.floor == YIELDING:
            return part
        return replace(part, material=self.floor, decides=True)


USUAL = Conditions()


def load_conditions(path: Path) -> Conditions:
    """The conditions that a file of ranges tells of.

    Raises:
        ConfigError: the file is no such one, or a key or a value of the section is wrong.
    """
    try:
        return filled(USUAL, read_ranges_yaml(path, (WORLD,)).get(WORLD, {}), WORLD)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}" if str(path) not in str(error) else str(error)) from None
