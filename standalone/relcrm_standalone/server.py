"""Serves a site over HTTP with Granian; background jobs and the schedule run in the serving process.

The command's own process only watches: it forks one worker, which holds the application, and ends it on SIGTERM or
SIGINT within a few seconds.
"""

from __future__ import annotations

import ctypes
import encodings.idna  # noqa: F401  before the fork: a thread that imports it while we fork leaves its lock held
import logging
import logging.handlers
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BLOCKING_THREADS = 8
STOP_SECONDS = 4
_PR_SET_PDEATHSIG = 1


def serve(
    site: str, host: str = "127.0.0.1", port: int = 8000, on_ready: Callable[[], None] | None = None
) -> None:
    """Serve the site until SIGTERM or SIGINT. Raises OSError with a sentence where the port is taken."""
    check_port(host, port)
    from granian.constants import Interfaces
    from granian.server import Server

    # Only `fork` hands the listening socket on in every Python version.
    multiprocessing.set_start_method("fork", force=True)
    path = Path(site).resolve()
    server = Server(
        "relcrm_standalone.server:load_application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        blocking_threads_idle_timeout=600,
        websockets=False,
        factory=True,
        log_enabled=False,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
    )
    os.environ["RELCRM_SERVED_SITE"] = str(path)
    if on_ready:
        # After the fork: a thread that lives while we fork may leave the worker a lock that nobody opens.
        watcher = threading.Thread(target=_call_when_open, args=(host, port, on_ready), daemon=True)

        def start_once() -> None:
            if not watcher.ident:
                watcher.start()

        os.register_at_fork(after_in_parent=start_once)
    server.serve()


def check_port(host: str, port: int) -> None:
    """Raise OSError with a sentence where another program listens already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            raise OSError(
                exc.errno,
                f"Port {port} of {host} cannot be used ({exc.strerror}). Choose another one: --port.",
            ) from exc


def _call_when_open(host: str, port: int, on_ready: Callable[[], None]) -> None:
    address = ("127.0.0.1" if host in ("0.0.0.0", "::") else host, port)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(address, 1) as probe:
                probe.sendall(b"GET /api/method/ping HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if probe.recv(16):
                    on_ready()
                    return
        except OSError:
            threading.Event().wait(0.02)


# ---- in the worker -----------------------------------------------------------------------------


def load_application() -> Callable[..., Any]:
    """The WSGI application of the worker: site opened, logs kept, jobs running."""
    _die_with_parent()
    site = os.environ["RELCRM_SERVED_SITE"]
    set_up_logging(Path(site) / "logs")
    import frappe.app
    import frappe.handler

    frappe.app.set_site(os.path.basename(site), os.path.dirname(site))
    # Jobs and what only some requests need are loaded beside the first requests, not before them.
    threading.Thread(target=_start_services, args=(site,), daemon=True).start()
    return frappe.app.application


def _die_with_parent() -> None:
    """Have the kernel end this worker when the watching process is killed, so that nothing holds the port."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def _start_services(site: str) -> None:
    log = logging.getLogger("frappe.server")
    try:
        from frappe.utils.background_jobs import start_workers

        start_workers(site)
    except Exception:
        log.exception("background jobs could not be started")


def set_up_logging(folder: Path) -> None:
    """One line per request in logs/requests.log, everything else in logs/server.log; both roll over."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    for name, file, level in (
        ("frappe.request", "requests.log", logging.INFO),
        (None, "server.log", logging.WARNING),
    ):
        handler = logging.handlers.RotatingFileHandler(
            folder / file, maxBytes=10_000_000, backupCount=5, delay=True
        )
        handler.setFormatter(plain)
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
