# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Errors that users and callers can name; each message says what to do next."""


class SgwError(Exception):
    """Root of every error that SGW raises on purpose."""


class ConfigError(SgwError):
    """A configuration value or parameter is unknown, of the wrong type or out of range."""


class InputError(SgwError):
    """An input file, stream or bag cannot be used at all."""


class FrameError(SgwError):
    """One frame or message cannot be used; the stream goes on without it."""


class ModelError(SgwError):
    """A model file is missing, damaged or of another layout than its expert needs."""


class WorkspaceError(SgwError):
    """A workspace or journal cannot serve a request."""
