# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The furnished room of the demo, and how it looks."""

from __future__ import annotations

import math

import numpy as np

from training.simulation.bodies import Body, Colour, Part, Vector, panel
from training.simulation.looks import Light, Look, Surface
from training.simulation.patterns import PATTERNS

WOOD: Colour = (0.55, 0.4, 0.26)
DARK_WOOD: Colour = (0.3, 0.22, 0.15)
PLASTER: Colour = (0.8, 0.8, 0.77)
CARD: Colour = (0.73, 0.59, 0.41)
CEILING_M = 2.8


def furniture() -> tuple[Body, ...]:
    """Everything that stands, hangs or encloses."""
    return (*_walls(), *_table(), *_sofa(), *_shelf("shelf0", 3.0), *_shelf("shelf1", 7.3), *_things())


def look() -> Look:
    """A wooden floor, plastered walls, three paintings; the sensor of a small camera."""
    rng = np.random.default_rng(7)

    def surface(pattern: str, dark: Colour, bright: Colour, per_metre: float) -> Surface:
        return Surface(PATTERNS[pattern](rng, np.array((dark, bright))), per_metre)

    pale: Colour = (0.9, 0.89, 0.86)
    surfaces = {f"wall{number}": surface("speckled", PLASTER, pale, 0.5) for number in range(4)}
    surfaces["picture0"] = surface("dotted", (0.16, 0.3, 0.5), (0.9, 0.7, 0.2), 1.6)
    surfaces["picture1"] = surface("waved", (0.5, 0.1, 0.14), (0.92, 0.85, 0.7), 1.2)
    surfaces["picture2"] = surface("marbled", (0.1, 0.35, 0.3), (0.95, 0.93, 0.85), 1.1)
    surfaces |= {f"carton{number}": surface("speckled", CARD, (0.83, 0.69, 0.5), 2.0) for number in range(2)}
    return Look(
        floor=surface("planks", (0.42, 0.29, 0.17), (0.72, 0.53, 0.34), 0.55),
        surfaces=surfaces,
        sky=PATTERNS["plain"](rng, np.array((pale, pale))),
        lights=(
            Light((3.0, 0.6, 2.6), (0.0, 0.0, -1.0), 0.6),
            Light((7.0, -1.0, 2.6), (0.0, 0.0, -1.0), 0.5),
        ),
        ambient=0.62,
        k1=0.0,
        electrons=3000.0,
        read_noise=0.5,
        exposure_drift=0.0,
        exposure_phase=0.0,
    )


def block(name: str, at: Vector, size: Vector, colour: Colour, yaw: float = 0.0) -> Body:
    """A box that stays where it is; full sides in m."""
    turned = (math.cos(0.5 * yaw), 0.0, 0.0, math.sin(0.5 * yaw))
    return Body(name, (Part(name, "box", size, 30.0, colour=colour),), at, turned, static=True)


def _walls() -> list[Body]:
    white: Colour = (0.9, 0.9, 0.88)
    return [
        panel("wall0", (9.6, 0, 1.4), (10, CEILING_M, 0.2), "x"),
        panel("wall1", (-1.6, 0, 1.4), (10, CEILING_M, 0.2), "x"),
        panel("wall2", (4, 4.0, 1.4), (11.2, CEILING_M, 0.2), "y"),
        panel("wall3", (4, -4.0, 1.4), (11.2, CEILING_M, 0.2), "y"),
        block("ceiling", (4, 0, CEILING_M + 0.1), (12, 10, 0.2), white),
        block("skirting", (9.48, 0, 0.06), (0.04, 8, 0.12), white),
        block("door", (9.49, 1.9, 1.0), (0.04, 0.9, 2.0), (0.42, 0.3, 0.2)),
        panel("picture0", (9.48, -1.0, 1.6), (1.2, 0.9, 0.04), "x"),
        panel("picture1", (5.4, 3.88, 1.6), (1.2, 0.9, 0.04), "y"),
        panel("picture2", (5.0, -3.88, 1.5), (1.4, 1.0, 0.04), "y"),
    ]


def _table() -> list[Body]:
    corners = [(i, j) for i in (-1, 1) for j in (-1, 1)]
    legs = [
        block(f"leg{n}", (5.1 + 0.52 * i, 1.75 + 0.3 * j, 0.35), (0.06, 0.06, 0.7), DARK_WOOD)
        for n, (i, j) in enumerate(corners)
    ]
    return [block("table", (5.1, 1.75, 0.72), (1.2, 0.76, 0.05), (0.72, 0.53, 0.33)), *legs]


def _sofa() -> list[Body]:
    return [
        block("sofa", (7.6, -3.2, 0.24), (1.8, 0.9, 0.48), (0.24, 0.3, 0.42)),
        block("back", (7.6, -3.6, 0.5), (1.8, 0.24, 1.0), (0.2, 0.26, 0.38)),
    ]


def _things() -> list[Body]:
    return [
        block("carton0", (4.35, -1.55, 0.25), (0.5, 0.6, 0.5), CARD, 0.3),
        block("carton1", (4.4, -1.5, 0.65), (0.36, 0.4, 0.3), CARD, -0.2),
    ]


def _shelf(name: str, x: float) -> list[Body]:
    """An open shelf against the left wall, with coloured things on its boards."""
    y = 3.7
    parts = [block(f"{name}_side{s}", (x + s * 0.48, y, 0.8), (0.04, 0.32, 1.6), WOOD) for s in (-1, 1)]
    parts += [block(f"{name}_board{k}", (x, y, 0.12 + 0.48 * k), (0.96, 0.32, 0.04), WOOD) for k in range(4)]
    rng = np.random.default_rng(int(x * 100))
    for k in range(3):
        for j in range(4):
            red, green, blue = (float(c) for c in rng.uniform(0.1, 0.9, 3))
            height = float(rng.uniform(0.16, 0.32))
            at = (x - 0.34 + 0.22 * j, y, 0.14 + 0.48 * k + 0.5 * height)
            parts.append(block(f"{name}_thing{k}{j}", at, (0.14, 0.2, height), (red, green, blue)))
    return parts
