"""Requests to other systems that cannot be turned against our own network.

The host name is resolved once, every address it has is checked, and the connection goes to a checked address; so a
name server that changes its answer in between gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import frappe
from frappe import _

MAX_ANSWER = 64 * 1024


class AddressNotAllowedError(frappe.ValidationError):
    """The address lies in a private network, or is no http(s) address."""


@dataclass
class Answer:
    """What the other system said."""

    status: int
    text: str


def request(
    method: str, url: str, body: bytes | None = None, headers: dict | None = None, timeout: float = 5
) -> Answer:
    """One HTTP request. Raises AddressNotAllowedError, or OSError and HTTPException where the connection fails."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressNotAllowedError(_("{0} is no http or https address.").format(url))
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as exc:
        raise AddressNotAllowedError(_("{0} has a port that does not exist.").format(url)) from exc
    address = resolve(parts.hostname, port)
    connection = _connect(parts.scheme, parts.hostname, address, port, timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body=body, headers={"Host": _host_header(parts), **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.read(MAX_ANSWER).decode(errors="replace"))
    finally:
        connection.close()


def _host_header(parts: object) -> str:
    return parts.netloc.rpartition("@")[2]  # type: ignore[attr-defined]


def resolve(host: str, port: int) -> str:
    """An address of the host, after all of them were found to be allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise OSError(_("{0} is not known to the name server: {1}").format(host, exc)) from exc
    addresses = list(dict.fromkeys(info[4][0] for info in found))
    for address in addresses:
        if not is_allowed(host, address):
            raise AddressNotAllowedError(
                _(
                    "Requests to {0} are not allowed: {1} is a private address. "
                    "Name the host or network in allow_private_webhooks of the site's configuration."
                ).format(host, address)
            )
    return addresses[0]


def is_allowed(host: str, address: str) -> bool:
    """Whether an address is public, or excepted: by True, or by a list of hosts, addresses and networks."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    checked = [ip, *([inner] if inner else [])]
    if all(one.is_global and not one.is_multicast for one in checked):
        return True
    allowed = frappe.conf.get("allow_private_webhooks")
    if isinstance(allowed, (list, tuple)):
        return host in allowed or any(ip in network for network in map(_network, allowed) if network)
    return bool(allowed)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _connect(scheme: str, host: str, address: str, port: int, timeout: float) -> http.client.HTTPConnection:
    sock = socket.create_connection((address, port), timeout=timeout)
    try:
        if scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.sock = sock
    return connection
