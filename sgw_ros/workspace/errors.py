# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with a workspace, by name."""

from __future__ import annotations

from sgw_ros.core.errors import InputError, WorkspaceError


class SchemaError(WorkspaceError):
    """A node, edge or attribute does not fit the schema; the message starts with the field's path."""


class StampError(WorkspaceError):
    """A stamp lies too far ahead of everything else."""


class QueryError(WorkspaceError):
    """A query or predicate cannot be understood or has impossible values."""


class VersionError(WorkspaceError):
    """A version or time was asked for that does not exist or is no longer kept."""


class JournalError(WorkspaceError):
    """The journal cannot be opened, read or written."""


class NoJournalError(JournalError, InputError):
    """The file is no journal, or none that this SGW can read."""


class AuthorityError(WorkspaceError):
    """A key file cannot be used, or a capability does not hold."""
