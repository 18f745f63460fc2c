# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a definition file and a message."""


class InterfaceError(Exception):
    """Something about a message or service type is wrong; the text says what to do."""


class UnknownInterface(InterfaceError, LookupError):  # noqa: N818  names the finding
    """No installed package and no bundled definition has this type."""


class BadDefinition(InterfaceError, ValueError):  # noqa: N818
    """A `.msg` or `.srv` file does not follow the format."""


class BadPayload(InterfaceError, ValueError):  # noqa: N818
    """Bytes that are no CDR of the expected type."""
