# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One object, one detection: what moves and what looks like a person, brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Detection
from sgw_ros.experts.visual.found import Found, area, inside, overlap

SAME_BOX = 0.35
"""Overlap from which a person's box and a moving body are one and the same."""
BELONGS = 0.6
"""Share of the smaller box inside the larger one from which it is a part of it."""
MAIN_SHARE = 0.25
"""A person who covers less of a moving body than this stands in front of something else that moves."""


def merge(motion: Found, people: Found, shape: tuple[int, int]) -> Found:
    """Moving bodies with the classes of the people among them, and people who do not move.

    A body that is one person keeps its own box, which is the tighter one; a body that is several
    people, or a person and more, becomes their boxes. `shape` (H, W) is the picture's.
    """
    bodies = {i: [p for p in people.items if _in(p, body)] for i, body in enumerate(motion.items)}
    items: list[Detection] = []
    placed: list[Detection] = []
    for i, body in enumerate(motion.items):
        inhabitants = [p for p in bodies[i] if p not in placed]
        if len(inhabitants) == 1 and overlap(inhabitants[0].box, body.box) >= SAME_BOX:
            placed.append(inhabitants[0])
            items.append(replace(inhabitants[0], box=body.box, instance=body.instance))
            continue
        mostly_people = sum(area(p.box) for p in inhabitants) >= MAIN_SHARE * area(body.box)
        fragment = any(inside(body.box, p.box) >= BELONGS for p in people.items)
        if not mostly_people and not fragment:
            items.append(body)
    items += [p for p in people.items if p not in placed]
    return labelled(items, motion.labels, shape)


def _in(person: Detection, body: Detection) -> bool:
    return inside(person.box, body.box) >= BELONGS or overlap(person.box, body.box) >= SAME_BOX


def labelled(items: Sequence[Detection], labels: NDArray[np.uint16] | None, shape: tuple[int, int]) -> Found:
    """Number instances 1, 2, ... in the order of the items and draw their masks.

    Without a body of its own, an item's mask is whatever moves in its box, or the whole box.
    """
    if not items:
        return Found((), np.zeros(shape, np.uint16))
    drawn = np.zeros(shape, np.uint16)
    numbered = []
    for number, item in enumerate(items, start=1):
        x0, y0, x1, y1 = (round(v) for v in item.box)
        window = slice(y0, y1), slice(x0, x1)
        if labels is None:
            own = np.ones(drawn[window].shape, np.bool_)
        elif item.instance:
            own = labels[window] == item.instance
        else:
            own = labels[window] > 0
            if own.mean() < MAIN_SHARE:
                own = np.ones_like(own)
        drawn[window][own] = number
        numbered.append(replace(item, instance=number))
    return Found(tuple(numbered), drawn)
