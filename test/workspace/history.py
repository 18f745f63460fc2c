# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Random concurrent transactions, and a checker that knows nothing of how the workspace validates.

Every write carries a value that no other write has, so a read says exactly which write it saw. The
history is serialisable in the order of the commits if each transaction read, for every item, every
query and every fact as of a stamp, what the commits before it had left.
"""

import random
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.workspace.errors import VersionError
from sgw_ros.workspace.query import Query, run
from sgw_ros.workspace.region import Box

BAND = Query(types=("object",), region=Box((0.0, -1.0, -1.0), (3.0, 1.0, 1.0)), groups=("state",))
FACTS = [f"object/fact-{n}" for n in range(4)]
"""Nodes that are never removed, whose facts may come late."""


@dataclass
class Read:
    """What one transaction saw: the unique value per key (None: missing), the keys in the band, and
    the value per (key, stamp) as of that stamp."""

    version: int
    values: dict
    band: frozenset | None
    facts: dict = field(default_factory=dict)


def value_of(snapshot, key):
    node = snapshot.nodes.get(key)
    return None if node is None else node.value("identity", "class_name") or "bare"


def written(key, stamp, x, value):
    """The two groups of a node, with a value of its own."""
    return [
        NodeUpdate(key, "state", {"position": (float(x), 0.0, 0.0)}, 0.1, stamp),
        NodeUpdate(key, "identity", {"class_name": value}, 0.1, stamp),
    ]


def join(workspace, name, number, rng, keys, reads, stamps):
    """Read facts as of a stamp of some time ago, and state another one, maybe late."""
    now = next(stamps)
    asked = max(now - rng.randint(0, 30), 0)
    try:
        state = workspace.read_state(asked)
    except VersionError:
        # This thread waited for so long that the time it asks for is forgotten.
        return
    seen = {(key, asked): value_of(state, key) for key in rng.sample(keys, 2)}
    addresses = tuple(f"{key}#identity@{stamp}" for key, stamp in seen)
    key, stamp = rng.choice(keys), max(now - rng.randint(0, 30), 0)
    updates = written(key, stamp, 50, f"{name}-{number}-fact")
    result = workspace.propose_update(Proposal(name, stamp, tuple(updates), (), state.version, addresses))
    if result.status == "committed":
        reads[result.handle] = Read(state.version, {}, None, seen)


def expert(workspace, name, transactions, keys, seed, reads, stamps):
    """Run random transactions; now and then one is given up between reading and writing."""
    rng = random.Random(seed)
    for number in range(transactions):
        if rng.random() < 0.1:
            join(workspace, name, number, rng, FACTS, reads, stamps)
            continue
        snapshot = workspace.head
        looked = rng.sample(keys, rng.randint(1, 3))
        seen = {key: value_of(snapshot, key) for key in looked}
        band = None
        addresses = list(looked)
        if rng.random() < 0.2:
            band = frozenset(node.key for node in run(BAND, snapshot).nodes)
            addresses.append(BAND.text)
        if rng.random() < 0.02:
            continue
        updates = []
        for key in rng.sample(keys, rng.randint(1, 2)):
            stamp = next(stamps)
            if rng.random() < 0.05:
                updates.append(NodeUpdate(key, "", {}, 0.0, stamp, remove=True))
                continue
            updates += written(key, stamp, rng.randint(0, 9), f"{name}-{number}-{key[7:]}")
        result = workspace.propose_update(
            Proposal(name, updates[0].stamp_ns, tuple(updates), (), snapshot.version, tuple(addresses))
        )
        if result.status == "committed":
            reads[result.handle] = Read(snapshot.version, seen, band)


class Stamps:
    """Rising stamps for all threads."""

    def __init__(self):
        self._next, self._lock = 0, threading.Lock()

    def __next__(self):
        with self._lock:
            self._next += 1
            return self._next


class Checker:
    """Replays the commits on plain dicts and compares what each transaction had read."""

    def __init__(self):
        self.values, self.places = {}, {}
        self.facts = defaultdict(dict)
        self.anomalies = []
        self.records = []

    def __call__(self, record):
        self.records.append(record)

    def check(self, reads):
        for record in self.records:
            read = reads.get(record.handle)
            if read is not None:
                self._compare(record, read)
            for update in (*record.nodes, *record.late):
                if update.group == "identity":
                    self.facts[update.key][update.stamp_ns] = update.attributes["class_name"]
            for update in record.nodes:
                if update.remove:
                    self.values.pop(update.key, None)
                    self.places.pop(update.key, None)
                elif update.group == "state":
                    self.values.setdefault(update.key, "bare")
                    self.places[update.key] = update.attributes["position"][0]
                else:
                    self.values[update.key] = update.attributes["class_name"]
        return self.anomalies

    def _compare(self, record, read):
        for key, value in read.values.items():
            if self.values.get(key) != value:
                self.anomalies.append((record.version, key, value, self.values.get(key)))
        for (key, stamp), value in read.facts.items():
            known = self.facts[key]
            newest = max((s for s in known if s <= stamp), default=None)
            if known.get(newest) != value:
                self.anomalies.append((record.version, key, stamp, value, known.get(newest)))
        if read.band is not None:
            band = {key for key, x in self.places.items() if 0.0 <= x <= 3.0}
            if band != read.band:
                self.anomalies.append((record.version, "band", read.band, band))


def history(workspace, threads, transactions, keys=12, seed=0):
    """Run experts side by side; returns (commits, anomalies)."""
    checker, stamps = Checker(), Stamps()
    workspace.add_listener(checker)
    reads = defaultdict(dict)
    names = [f"object/{n}" for n in range(keys)]
    with ThreadPoolExecutor(threads) as crew:
        share = transactions // threads
        work = [
            crew.submit(expert, workspace, f"e{n}", share, names, seed + n, reads[n], stamps)
            for n in range(threads)
        ]
    for done in work:
        done.result()
    together = {handle: read for part in reads.values() for handle, read in part.items()}
    return len(checker.records), checker.check(together)
