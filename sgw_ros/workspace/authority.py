# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The capability that settles conflicts: an HMAC bound to one decision on one state of affairs.

The key lives in a file of mode 0600 that the workspace and the supervisor both read. It never
enters a parameter, a log line, the journal or a `repr`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.attribute import is_text
from sgw_ros.workspace.encoding import canonical_bytes, dump
from sgw_ros.workspace.errors import AuthorityError

KEY_BYTES = 32
TOKEN_PREFIX = "sgw1"
DEFAULT_TTL_S = 5.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What a capability stands for.

    `verdict` is accept, refuse or rollback; `digest` that of the writes it resolves to;
    `versions` those of the conflict set the supervisor looked at.
    """

    epoch: str
    handle: str
    verdict: str
    digest: str = ""
    versions: tuple[tuple[str, int], ...] = ()


def digest_of(nodes: Iterable[NodeUpdate], edges: Iterable[EdgeUpdate]) -> str:
    """The digest of a set of writes, in their order."""
    digest = hashlib.blake2b(digest_size=16)
    for node in nodes:
        digest.update(canonical_bytes(node))
    for edge in edges:
        digest.update(canonical_bytes(edge))
    return digest.hexdigest()


class AuthorityKey:
    """Signs and checks decisions. Checking spends a token: each holds once, until its expiry."""

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise AuthorityError(f"an authority key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._spent: dict[str, int] = {}

    def __repr__(self) -> str:
        return "AuthorityKey(...)"

    @classmethod
    def generate(cls) -> AuthorityKey:
        """A key that lives in this process only."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> AuthorityKey:
        """The key in a file, made with mode 0600 when there is none.

        Raises:
            AuthorityError: when others may read the file, or it cannot be used.
        """
        try:
            _create(path)
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                key = file.read()
        except OSError as error:
            raise AuthorityError(f"authority key {path}: {error.strerror or error}") from error
        if mode & 0o077:
            raise AuthorityError(f"authority key {path} has mode {mode:04o}; make it 0600: chmod 600 {path}")
        return cls(key)

    def sign(self, decision: Decision, now_ns: int, ttl_s: float = DEFAULT_TTL_S) -> str:
        """A single-use token for this decision."""
        nonce = secrets.token_hex(16)
        expiry_ns = now_ns + round(ttl_s * 1e9)
        return f"{TOKEN_PREFIX}.{nonce}.{expiry_ns}.{self._mac(decision, nonce, expiry_ns)}"

    def spend(self, token: str, decision: Decision, now_ns: int) -> None:
        """Check a token against the decision it should stand for, and use it up.

        Raises:
            AuthorityError: when it is forged, expired, spent, or stands for something else.
        """
        token = str(token)
        prefix, _, rest = token.partition(".")
        nonce, _, rest = rest.partition(".")
        expiry, _, mac = rest.partition(".")
        is_ours = prefix == TOKEN_PREFIX and is_text(token)
        if not is_ours or not expiry.isdecimal() or len(expiry) > 20:
            raise AuthorityError("the authority is no capability of this workspace")
        if not hmac.compare_digest(mac.encode(), self._mac(decision, nonce, int(expiry)).encode()):
            raise AuthorityError(
                "the authority is forged, or the state it was signed for is over; sign again"
            )
        if now_ns > int(expiry):
            raise AuthorityError("the authority has expired; sign again")
        if nonce in self._spent:
            raise AuthorityError("the authority was used before; each holds once")
        self._spent = {n: e for n, e in self._spent.items() if e >= now_ns}
        self._spent[nonce] = int(expiry)

    def _mac(self, decision: Decision, nonce: str, expiry_ns: int) -> str:
        parts = [
            decision.epoch,
            decision.handle,
            decision.verdict,
            decision.digest,
            [list(v) for v in decision.versions],
            nonce,
            expiry_ns,
        ]
        return hmac.new(self._key, dump(parts), hashlib.sha256).hexdigest()


def _create(path: Path) -> None:
    """Make the key file whole or not at all: linking fails where another process was faster."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
