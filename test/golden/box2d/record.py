"""Records scenes.json.gz with pybox2d 2.3.10 (pip install Box2D==2.3.10): random scenes and how they go on.

Each scene is a static ground of edges and boxes on which polygons, boxes and discs fall, some joined in pairs, kicked
now and then. Discs collide with edges only. `states` has the float32 bytes of x, y, angle, vx, vy and angular velocity
of each moving body after every fourth step; `awake` one digit for each; `rays` the shares at which rays meet
something (1: nothing), after the last step; `touches` how many contacts began and ended.
"""

import base64
import gzip
import json
import math
from pathlib import Path

import Box2D
import numpy as np

STEPS = 240


def scene(seed):
    random = np.random.default_rng(seed)
    number = lambda low, high: round(float(random.uniform(low, high)), 3)
    bodies = []
    heights = [number(0, 1.5) for _ in range(13)]
    for i in range(12):
        shape = {"kind": "edge", "points": [[2.0 * i, heights[i]], [2.0 * i + 2.0, heights[i + 1]]]}
        bodies.append({"dynamic": False, "position": [0.0, 0.0], "angle": 0.0,
                       "fixtures": [shape | {"friction": number(0, 1), "category": 2}]})
    for _ in range(3):
        box = {"kind": "box", "half": [number(0.3, 1.5), number(0.2, 0.6)], "friction": 0.5}
        bodies.append({"dynamic": False, "position": [number(3, 21), number(1, 3)], "angle": number(-1, 1), "fixtures": [box]})
    moving = []
    for i in range(8):
        kind = ["polygon", "box", "disc"][int(random.integers(3))]
        material = {"density": number(0.5, 4), "friction": number(0, 1), "restitution": [0.0, number(0, 0.9)][i % 2]}
        if kind == "polygon":
            turns = sorted(random.uniform(0, 2 * math.pi, int(random.integers(3, 8))))
            size = number(0.3, 0.8)
            fixture = {"kind": kind, "points": [[round(size * math.cos(t), 3), round(size * math.sin(t), 3)] for t in turns]}
        elif kind == "box":
            fixture = {"kind": kind, "half": [number(0.1, 0.8), number(0.1, 0.5)]}
        else:
            fixture = {"kind": kind, "radius": number(0.1, 0.5), "mask": 2}
        moving.append(len(bodies))
        bodies.append({"dynamic": True, "position": [2.0 + 2.5 * i, number(4, 8)], "angle": number(-3, 3), "fixtures": [fixture | material]})
    joints = []
    for a in (0, 4):
        joints.append({"a": moving[a], "b": moving[a + 1], "anchorA": [1.2, 0.0], "anchorB": [-1.2, 0.0],
                       "lower": -0.5, "upper": 0.6, "motorSpeed": number(-3, 3), "maxTorque": number(0, 30)})
    kicks = [{"step": int(random.integers(STEPS)), "body": moving[int(random.integers(8))],
              "impulse": [number(-30, 30), number(-90, 10)]} for _ in range(10)]
    rays = [[number(0, 24), number(4, 9), number(0, 24), number(-2, 2)] for _ in range(6)]
    return {"gravity": [0.0, -10.0], "bodies": bodies, "moving": moving, "joints": joints, "kicks": kicks, "rays": rays}


class Touches(Box2D.b2ContactListener):
    began = ended = 0

    def BeginContact(self, contact):
        self.began += 1

    def EndContact(self, contact):
        self.ended += 1


class First(Box2D.b2RayCastCallback):
    share = 1.0

    def ReportFixture(self, fixture, point, normal, fraction):
        if (fixture.filterData.categoryBits & 1) == 0:
            return -1
        self.share = fraction
        return fraction


def shape_of(fixture):
    if fixture["kind"] == "edge":
        return Box2D.b2EdgeShape(vertices=fixture["points"])
    if fixture["kind"] == "box":
        return Box2D.b2PolygonShape(box=fixture["half"])
    if fixture["kind"] == "polygon":
        return Box2D.b2PolygonShape(vertices=fixture["points"])
    return Box2D.b2CircleShape(radius=fixture["radius"], pos=(0, 0))


def play(scene):
    world = Box2D.b2World(gravity=scene["gravity"])
    touches = Touches()
    world.contactListener = touches
    bodies = []
    for body in scene["bodies"]:
        create = world.CreateDynamicBody if body["dynamic"] else world.CreateStaticBody
        fixtures = [Box2D.b2FixtureDef(shape=shape_of(f), density=f.get("density", 0), friction=f["friction"],
                                       restitution=f.get("restitution", 0), categoryBits=f.get("category", 1),
                                       maskBits=f.get("mask", 0xFFFF)) for f in body["fixtures"]]
        bodies.append(create(position=body["position"], angle=body["angle"], fixtures=fixtures))
    for joint in scene["joints"]:
        world.CreateJoint(Box2D.b2RevoluteJointDef(
            bodyA=bodies[joint["a"]], bodyB=bodies[joint["b"]], localAnchorA=joint["anchorA"],
            localAnchorB=joint["anchorB"], enableMotor=True, enableLimit=True, lowerAngle=joint["lower"],
            upperAngle=joint["upper"], motorSpeed=joint["motorSpeed"], maxMotorTorque=joint["maxTorque"]))
    moving = [bodies[i] for i in scene["moving"]]
    states, awake = [], []
    for step in range(STEPS):
        for kick in scene["kicks"]:
            if kick["step"] == step:
                body = bodies[kick["body"]]
                body.ApplyLinearImpulse(kick["impulse"], body.position, True)
        world.Step(1 / 50, 20, 12)
        if step % 4 == 3:
            for b in moving:
                states += [*b.position, b.angle, *b.linearVelocity, b.angularVelocity]
            awake.append("".join(str(int(b.awake)) for b in moving))
    shares = []
    for x1, y1, x2, y2 in scene["rays"]:
        first = First()
        world.RayCast(first, (x1, y1), (x2, y2))
        shares.append(first.share)
    return scene | {
        "states": base64.b64encode(np.array(states, dtype="<f4").tobytes()).decode(),
        "awake": awake, "shares": shares, "touches": [touches.began, touches.ended],
    }


if __name__ == "__main__":
    data = json.dumps([play(scene(seed)) for seed in range(8)], separators=(",", ":")).encode()
    (Path(__file__).parent / "scenes.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))
