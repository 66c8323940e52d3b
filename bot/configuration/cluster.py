"""Where the OpenSearch cluster is and who asks it: that it is set, and that no password goes in the clear."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.configuration.loopback import is_here
from bot.configuration.settings import Settings
from bot.errors import SettingsError

if TYPE_CHECKING:
    from retrieval import Connection


def read_connection(settings: Settings) -> Connection:
    """Where the cluster is and who asks. Raises SettingsError."""
    from retrieval import Connection

    if not settings.verbatim_opensearch:
        remedy = "Name the cluster's nodes, or set VERBATIM_ENGINE to library."
        raise SettingsError("VERBATIM_OPENSEARCH", "is not set", remedy)
    password = settings.verbatim_opensearch_password
    if settings.verbatim_opensearch_user or password:
        _check_private(settings)
    ca_file = settings.verbatim_opensearch_ca
    if ca_file is not None and not ca_file.is_file():
        raise SettingsError("VERBATIM_OPENSEARCH_CA", f"there is no file {ca_file}", "Name the certificate.")
    return Connection(
        settings.verbatim_opensearch,
        settings.verbatim_opensearch_user,
        password.get_secret_value() if password else None,
        str(ca_file) if ca_file else None,
    )


def _check_private(settings: Settings) -> None:
    """A password goes over no wire in the clear."""
    if not (settings.verbatim_opensearch_user and settings.verbatim_opensearch_password):
        names = "VERBATIM_OPENSEARCH_USER", "VERBATIM_OPENSEARCH_PASSWORD"
        raise SettingsError(" and ".join(names), "only one of them is set", "Set both, or neither.")
    for address in settings.verbatim_opensearch:
        parts = urlsplit(address)
        if parts.scheme != "https" and not is_here(parts.hostname or ""):
            problem = f"a password would be sent to {parts.hostname} in the clear"
            raise SettingsError("VERBATIM_OPENSEARCH", problem, "Begin the address with https://.")
