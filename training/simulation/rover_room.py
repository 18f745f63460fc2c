# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A room with a rover, walking people, furniture, a falling ball and a rolling crate that vanishes."""

from __future__ import annotations

import math

import mujoco
import numpy as np

from training.simulation import textures
from training.simulation.paths import Drive, Rover, Walk
from training.simulation.people import JOINTS, Person, gait, person_xml

CAMERA_HEIGHT_M = 0.62
CAMERA_FORWARD_M = 0.18
FOV_Y_RAD = math.radians(47.0)
PHYSICS_STEP_S = 0.002
BALL_DROP_S = 3.0
VANISH_S = 8.0

PEOPLE = (
    Person("anna", 1.68, (0.75, 0.15, 0.18), (0.12, 0.16, 0.32), (0.85, 0.62, 0.5), (0.25, 0.13, 0.06)),
    Person("ben", 1.83, (0.1, 0.42, 0.36), (0.28, 0.26, 0.24), (0.5, 0.33, 0.24), (0.06, 0.05, 0.05)),
    Person("cleo", 1.74, (0.86, 0.72, 0.2), (0.34, 0.2, 0.16), (0.93, 0.74, 0.62), (0.72, 0.55, 0.28)),
)
WALKS = (
    # Anna crosses the room in front of the rover and leaves through the far side.
    Walk(((0.0, 5.2, 2.6), (3.9, 4.6, -2.3), (5.2, 5.9, -3.2), (20.0, 5.9, -3.2))),
    # Ben comes straight at the rover, stops in front of it, then steps aside and walks past.
    Walk(
        (
            (0.0, 8.6, 0.6),
            (2.6, 8.0, 0.35),
            (6.4, 3.55, 0.05),
            (7.7, 3.5, 0.05),
            (9.2, 3.0, -1.5),
            (12.0, -0.6, -1.9),
            (20.0, -0.7, -1.9),
        )
    ),
    # Cleo strolls along the far wall.
    Walk(((0.0, 8.9, -2.4), (6.0, 8.6, -2.5), (14.5, 8.2, 3.0), (20.0, 8.2, 3.0))),
)
CRATE = Walk(((0.0, 4.4, 3.0), (4.6, 4.4, 2.0), (8.0, 4.4, 0.75), (20.0, 4.4, 0.75)))
DRIVE = Drive(
    (
        (0.0, 0.45, 0.0),
        (4.4, 0.2, 0.0),
        (5.4, 0.0, 0.0),
        (8.6, 0.35, 0.0),
        (9.6, 0.4, 0.32),
        (11.6, 0.45, -0.1),
        (13.3, 0.0, 0.0),
    )
)


def _box(
    name: str, pos: tuple[float, float, float], half: tuple[float, float, float], look: str, yaw: float = 0.0
) -> str:
    return (
        f'<geom name="{name}" type="box" pos="{pos[0]} {pos[1]} {pos[2]}" '
        f'size="{half[0]} {half[1]} {half[2]}" euler="0 0 {yaw}" {look}/>'
    )


def _shelf(name: str, x: float, y: float) -> str:
    """An open shelf with coloured things on its boards."""
    wood = 'rgba="0.55 0.4 0.26 1"'
    parts = [_box(f"{name}_side{s}", (x + s * 0.48, y, 0.8), (0.02, 0.16, 0.8), wood) for s in (-1, 1)]
    parts += [_box(f"{name}_board{k}", (x, y, 0.12 + 0.48 * k), (0.48, 0.16, 0.02), wood) for k in range(4)]
    rng = np.random.default_rng(abs(int(x * 100)))
    for k in range(3):
        for j in range(4):
            r, g, b = rng.uniform(0.1, 0.9, 3)
            height = rng.uniform(0.08, 0.16)
            centre = (x - 0.34 + 0.22 * j, y, 0.14 + 0.48 * k + height)
            look = f'rgba="{r:.2f} {g:.2f} {b:.2f} 1"'
            parts.append(_box(f"{name}_thing{k}{j}", centre, (0.07, 0.1, height), look))
    return "".join(parts)


def _scene_xml() -> str:
    wall, white = 'material="wall"', 'rgba="0.9 0.9 0.88 1"'
    card = 'material="cardboard"'
    walls = (
        _box("wall_far", (9.6, 0, 1.4), (0.1, 5, 1.4), wall)
        + _box("wall_near", (-1.6, 0, 1.4), (0.1, 5, 1.4), wall)
        + _box("wall_left", (4, 4.0, 1.4), (5.6, 0.1, 1.4), wall)
        + _box("wall_right", (4, -4.0, 1.4), (5.6, 0.1, 1.4), wall)
        + _box("ceiling", (4, 0, 2.9), (6, 5, 0.1), white)
        + _box("skirting", (9.48, 0, 0.06), (0.02, 4, 0.06), white)
        + _box("door", (9.49, 1.9, 1.0), (0.02, 0.45, 1.0), 'rgba="0.42 0.3 0.2 1"')
    )
    pictures = (
        _box("picture0", (9.48, -1.0, 1.6), (0.02, 0.6, 0.45), 'material="picture0"')
        + _box("picture1", (5.4, 3.88, 1.6), (0.6, 0.02, 0.45), 'material="picture1"')
        + _box("picture2", (5.0, -3.88, 1.5), (0.7, 0.02, 0.5), 'material="picture2"')
    )
    table = _box("table_top", (5.1, 1.75, 0.72), (0.6, 0.38, 0.025), 'rgba="0.72 0.53 0.33 1"') + "".join(
        _box(
            f"table_leg{i}{j}",
            (5.1 + 0.52 * i, 1.75 + 0.3 * j, 0.35),
            (0.03, 0.03, 0.35),
            'rgba="0.3 0.22 0.15 1"',
        )
        for i in (-1, 1)
        for j in (-1, 1)
    )
    sofa = _box("sofa_seat", (7.6, -3.2, 0.24), (0.9, 0.45, 0.24), 'rgba="0.24 0.3 0.42 1"') + _box(
        "sofa_back", (7.6, -3.6, 0.5), (0.9, 0.12, 0.5), 'rgba="0.2 0.26 0.38 1"'
    )
    boxes = _box("carton0", (4.35, -1.55, 0.25), (0.25, 0.3, 0.25), card, 0.3) + _box(
        "carton1", (4.4, -1.5, 0.65), (0.18, 0.2, 0.15), card, -0.2
    )
    people = "".join(person_xml(p) for p in PEOPLE)
    fovy = math.degrees(FOV_Y_RAD)
    return f"""
<mujoco model="rover_room">
  <compiler angle="radian"/>
  <option timestep="{PHYSICS_STEP_S}" integrator="implicitfast"/>
  <visual>
    <quality shadowsize="1024" offsamples="4"/>
    <headlight ambient="0.5 0.5 0.5" diffuse="0.2 0.2 0.2" specular="0 0 0"/>
    <map znear="0.02" zfar="40"/>
    <global offwidth="640" offheight="480"/>
  </visual>
  <asset>
    <texture name="planks" type="2d" file="planks.png"/><texture name="plaster" type="2d" file="plaster.png"/>
    <texture name="kraft" type="cube" file="kraft.png"/>
    <texture name="picture0" type="cube" file="picture0.png"/>
    <texture name="picture1" type="cube" file="picture1.png"/>
    <texture name="picture2" type="cube" file="picture2.png"/>
    <material name="floor" texture="planks" texrepeat="0.55 0.55" texuniform="true" reflectance="0.04"/>
    <material name="wall" texture="plaster" texrepeat="0.5 0.5" texuniform="true"/>
    <material name="cardboard" texture="kraft"/>
    <material name="picture0" texture="picture0"/><material name="picture1" texture="picture1"/>
    <material name="picture2" texture="picture2"/>
  </asset>
  <default><geom solref="0.005 1"/>
    <default class="ghost"><geom contype="0" conaffinity="0"/></default>
  </default>
  <worldbody>
    <light pos="3 0.6 2.7" dir="0 0 -1" cutoff="85" exponent="1" diffuse="0.7 0.67 0.62"/>
    <light pos="7 -1 2.7" dir="0 0 -1" cutoff="85" exponent="1" diffuse="0.6 0.62 0.65" castshadow="false"/>
    <geom name="floor" type="plane" size="12 12 0.1" material="floor"/>
    {walls}{pictures}{table}{sofa}{boxes}{_shelf("shelf0", 3.0, 3.7)}{_shelf("shelf1", 7.3, 3.7)}
    <body name="ball" pos="3.9 -0.95 2.5"><freejoint name="ball"/>
      <geom name="ball" type="sphere" size="0.13" mass="0.4" rgba="0.93 0.36 0.08 1" solref="-6000 -14"
        friction="0.6 0.01 0.004"/>
    </body>
    <body name="crate" mocap="true">
      <geom type="box" pos="0 0 0.34" size="0.26 0.26 0.28" rgba="0.14 0.3 0.75 1" class="ghost"/>
      <geom type="box" pos="0 0 0.36" size="0.265 0.265 0.05" rgba="0.9 0.9 0.92 1" class="ghost"/>
      <geom type="box" pos="0 0 0.04" size="0.2 0.2 0.03" rgba="0.1 0.1 0.1 1" class="ghost"/>
    </body>
    <body name="rover" mocap="true" pos="0 0 0">
      <camera name="eye" pos="{CAMERA_FORWARD_M} 0 {CAMERA_HEIGHT_M}" xyaxes="0 -1 0 0 0 1" fovy="{fovy}"/>
    </body>
    {people}
  </worldbody>
</mujoco>"""


class RoverRoom:
    """The scene in time: `advance` moves everything; the model and data are MuJoCo's own."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        assets = {
            "planks.png": textures.planks(rng),
            "plaster.png": textures.plaster(rng, (196, 205, 208)),
            "kraft.png": textures.plaster(rng, (105, 150, 186), 128),
            "picture0.png": textures.painting(rng),
            "picture1.png": textures.painting(rng),
            "picture2.png": textures.painting(rng),
        }
        self.model = mujoco.MjModel.from_xml_string(_scene_xml(), assets)
        self._drop_people_contacts()
        self.data = mujoco.MjData(self.model)
        self.rover = Rover(-0.4, 0.0, 0.0)
        self.time_s = 0.0
        self._ball_home = self.data.joint("ball").qpos.copy()
        self._pose()
        mujoco.mj_forward(self.model, self.data)

    def advance(self, until_s: float) -> None:
        """Run physics and scripts up to `until_s`."""
        while self.time_s < until_s - 1e-9:
            self.rover.step(DRIVE, self.time_s, PHYSICS_STEP_S)
            self.time_s += PHYSICS_STEP_S
            self._pose()
            mujoco.mj_step(self.model, self.data)
        self._pose()
        mujoco.mj_forward(self.model, self.data)

    def _drop_people_contacts(self) -> None:
        """People are moved by their scripts, so nothing may push them or be pushed."""
        for geom in range(self.model.ngeom):
            body = self.model.geom(geom).bodyid[0]
            if self.model.body(self.model.body(body).rootid[0]).name in {p.name for p in PEOPLE}:
                self.model.geom_contype[geom] = self.model.geom_conaffinity[geom] = 0

    def _pose(self) -> None:
        for person, walk in zip(PEOPLE, WALKS, strict=True):
            x, y, yaw, walked_m, speed = walk.at(self.time_s)
            joints = gait(person, x, y, yaw, walked_m, speed)
            for name in JOINTS:
                joint = self.data.joint(f"{person.name}/{name}")
                joint.qpos[:] = joints[name]
                joint.qvel[:] = 0.0
        if self.time_s < BALL_DROP_S:  # held up until it is let go
            self.data.joint("ball").qpos[:] = self._ball_home
            self.data.joint("ball").qvel[:] = 0.0
        rover = self.rover
        mocap = self.model.body("rover").mocapid[0]
        self.data.mocap_pos[mocap] = (rover.x, rover.y, 0.0)
        self.data.mocap_quat[mocap] = (math.cos(rover.yaw / 2), 0, 0, math.sin(rover.yaw / 2))
        x, y, *_ = CRATE.at(self.time_s)
        gone = self.time_s >= VANISH_S - 1e-6  # the impossible: between two frames, in plain view
        self.data.mocap_pos[self.model.body("crate").mocapid[0]] = (x, y, -5.0 if gone else 0.0)
