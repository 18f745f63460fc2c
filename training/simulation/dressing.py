# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Dresses a scene for rendering: the same bodies with textures, lights, a sky and one movable camera."""

from __future__ import annotations

import mujoco

from training.simulation.bodies import Part
from training.simulation.looks import Look, Surface
from training.simulation.patterns import Picture
from training.simulation.world import Scene

CAMERA = "camera"
SHADOW_MAP_PX = 1024
"""MuJoCo's own 4096 costs five times the rest of the picture."""
SAMPLES = 4
SMALL_PX, SMALL_SHADOW_MAP_PX, COARSE = 200, 512, (14, 8)
"""In pictures narrower than this, coarser shadows and fewer facets look the same at a third of the cost."""
THIN = 0.3


def dress(scene: Scene, look: Look, size: tuple[int, int], fov_y_deg: float) -> mujoco.MjModel:
    """The scene's model for a renderer of `size` (width, height) px; geoms keep their names and order."""
    spec = scene.spec.copy()
    small = size[0] < SMALL_PX
    spec.visual.quality.shadowsize = SMALL_SHADOW_MAP_PX if small else SHADOW_MAP_PX
    spec.visual.quality.offsamples = SAMPLES
    if small:
        spec.visual.quality.numslices, spec.visual.quality.numstacks = COARSE
    spec.visual.global_.offwidth, spec.visual.global_.offheight = size
    spec.visual.map.znear, spec.visual.map.zfar = 0.05, 60.0
    spec.stat.extent = 1.0  # so that the two above are metres
    spec.visual.headlight.ambient = [look.ambient] * 3
    spec.visual.headlight.diffuse = [0.15] * 3
    spec.visual.headlight.specular = [0.0] * 3
    _add_sky(spec, look.sky)
    for number, light in enumerate(look.lights):
        spec.worldbody.add_light(
            name=f"lamp{number}",
            pos=light.position,
            dir=light.direction,
            diffuse=[light.strength] * 3,
            cutoff=80.0,
            castshadow=number == 0,
        )
    for part in scene.layout.parts:
        surface = look.floor if part.shape == "plane" else look.surfaces.get(part.name)
        if surface is not None:
            _cover(spec, part.name, surface, _is_flat(part))
    spec.worldbody.add_camera(name=CAMERA, fovy=fov_y_deg)
    return spec.compile()


def _is_flat(part: Part) -> bool:
    """Floors, and boxes that are thin along their own z: walls and pictures, wherever they face."""
    x, y, z = part.extent
    return part.shape == "plane" or (part.shape == "box" and z < THIN * min(x, y))


def _cover(spec: mujoco.MjSpec, part: str, surface: Surface, flat: bool) -> None:
    texture = _add_texture(spec, part, surface.picture, flat)
    material = spec.add_material(name=part, texrepeat=[surface.per_metre] * 2, texuniform=True)
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = texture
    geom = spec.geom(part)
    geom.material = part
    geom.rgba = [1.0] * 4


def _add_texture(spec: mujoco.MjSpec, name: str, picture: Picture, flat: bool) -> str:
    """What is flat takes a plain picture; on other shapes it is put onto six sides of a cube around them."""
    height, width = picture.shape[:2]
    kind = mujoco.mjtTexture.mjTEXTURE_2D if flat else mujoco.mjtTexture.mjTEXTURE_CUBE
    sides = 1 if flat else 6
    texture = spec.add_texture(name=name, type=kind, width=width, height=height * sides, nchannel=3)
    texture.data = picture.tobytes() * sides
    return name


def _add_sky(spec: mujoco.MjSpec, picture: Picture) -> None:
    height, width = picture.shape[:2]
    kind = mujoco.mjtTexture.mjTEXTURE_SKYBOX
    sky = spec.add_texture(name="sky", type=kind, width=width, height=6 * height, nchannel=3)
    sky.data = picture.tobytes() * 6
