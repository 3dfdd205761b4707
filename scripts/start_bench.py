"""A bench site with the app, served until Ctrl-C: ends at the log-in page of a real Frappe.

Parameters by environment: BENCH, SITE, PORT, DB_ROOT_PASSWORD, ADMIN_PASSWORD (new site; random when empty).
"""

from __future__ import annotations

import os
import secrets
import signal

from bench import Bench, main_with_sentences


def main() -> int:
    bench = Bench(os.environ.get("BENCH", "~/frappe-bench"))
    site = os.environ.get("SITE", "relcrm.localhost")
    port = int(os.environ.get("PORT", "8000"))
    login = "the password it was made with"
    bench.put_app()
    bench.build_desk()
    if not bench.site_config(site):
        password = os.environ.get("ADMIN_PASSWORD") or secrets.token_urlsafe(12)
        bench.make_site(site, password, os.environ.get("DB_ROOT_PASSWORD", ""))
        login = password
    bench.install_app(site, "relcrm")
    signal.signal(signal.SIGTERM, _stop)
    try:
        bench.serve(site, port)
        print(f"Serving the bench site at http://{site}:{port}/relcrm, classic Desk at http://{site}:{port}/app")
        print(f"Log in as Administrator with {login}. Ctrl-C stops it.", flush=True)
        bench.servers[0].wait()
    except KeyboardInterrupt:
        pass
    finally:
        bench.stop()
    return 0


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main_with_sentences(main)
