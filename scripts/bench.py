"""A Frappe bench at hand: run commands as its owner, put the app there, make a site, serve it."""

from __future__ import annotations

import json
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
MARK = ".made-by-relcrm"
# A bench draws its progress bar anew some hundred times: kept out of logs, one line a step stays.
WITHOUT_PROGRESS = " | tr '\\r' '\\n' | grep -v '^Updating DocTypes'; exit ${PIPESTATUS[0]}"


class BenchError(Exception):
    """Something about the bench that a person has to mend; the text says what."""


class Bench:
    """One bench folder; every command runs as the folder's owner."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder).expanduser().resolve()
        if not (self.folder / "sites" / "apps.txt").is_file():
            raise BenchError(f"There is no bench at {self.folder}. Name one: BENCH=/path/to/bench")
        self.owner = pwd.getpwuid(self.folder.stat().st_uid)
        if os.getuid() not in (0, self.owner.pw_uid):
            raise BenchError(f"{self.folder} belongs to {self.owner.pw_name}. Run this as that user or root.")
        self.servers: list[subprocess.Popen] = []

    def start(self, command: str, **options: object) -> subprocess.Popen:
        """Start a shell command in the bench folder, as its owner, with the owner's own path."""
        if os.getuid() != self.owner.pw_uid:
            groups = os.getgrouplist(self.owner.pw_name, self.owner.pw_gid)
            options.update(user=self.owner.pw_uid, group=self.owner.pw_gid, extra_groups=groups)
        env = {"HOME": self.owner.pw_dir, "USER": self.owner.pw_name, "LANG": "C.UTF-8"}
        # Where the owner has no bench of their own, the one of the extra `bench` serves.
        env["PATH"] = os.pathsep.join([os.environ["PATH"], str(ROOT / ".venv" / "bin")])
        line = f"cd {shlex.quote(str(self.folder))} && {command}"
        return subprocess.Popen(["bash", "-lc", line], env=env, cwd="/", start_new_session=True, **options)

    def run(self, command: str, answer: str = "") -> None:
        """Run a command to its end, its output shown. Raises BenchError where it fails."""
        process = self.start(command, stdin=subprocess.PIPE, text=True)
        process.communicate(answer)
        if process.returncode:
            raise BenchError(f"This failed on the bench: {command}")

    def read(self, command: str) -> str:
        """What a command prints; empty where it fails."""
        process = self.start(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        output, _nothing = process.communicate()
        return output if process.returncode == 0 else ""

    def as_owner(self, command: str) -> str:
        """The shell command that runs `command` in the bench folder as its owner."""
        line = f"cd {shlex.quote(str(self.folder))} && {command}"
        login = "bash -lc" if os.getuid() == self.owner.pw_uid else f"su - {self.owner.pw_name} -c"
        return f"{login} {shlex.quote(line)}"

    def get_frappe_version(self) -> str:
        """The version of the bench's Frappe, as it names itself."""
        return self.read("env/bin/python -c 'import frappe; print(frappe.__version__)'").strip()

    # ---- the app ---------------------------------------------------------------------------------

    def put_app(self) -> None:
        """Put the committed HEAD at apps/relcrm."""
        target = self.folder / "apps" / "relcrm"
        if target.resolve() == ROOT:
            return
        fresh = self._make_room(target)
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(fresh)], check=True)
        if (target / "desk" / "node_modules").is_dir():
            (target / "desk" / "node_modules").rename(fresh / "desk" / "node_modules")
        self._take_place(fresh, target)

    def put_probe(self) -> None:
        """Put ctr_app, the small app that the conformance tests speak to, beside it."""
        target = self.folder / "apps" / "ctr_app"
        fresh = self._make_room(target)
        shutil.copytree(self.folder / "apps" / "relcrm" / "tests" / "conformance" / "ctr_app", fresh)
        self._take_place(fresh, target)

    def _make_room(self, target: Path) -> Path:
        """Where the new folder is made; one that someone else put at `target` is left alone."""
        if target.exists() and not (target / MARK).exists():
            raise BenchError(f"{target} was not put there by this command. Move it away, then try again.")
        fresh = target.with_name(f"{target.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        return fresh

    def _take_place(self, fresh: Path, target: Path) -> None:
        (fresh / MARK).touch()
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
        if os.getuid() == 0:
            owner = f"{self.owner.pw_uid}:{self.owner.pw_gid}"
            subprocess.run(["chown", "-R", owner, str(target)], check=True)
        self._register(target.name)

    def _register(self, app: str) -> None:
        apps = self.folder / "sites" / "apps.txt"
        names = apps.read_text().split()
        if app not in names:
            apps.write_text("\n".join([*names, app]) + "\n")
        if self.read("env/bin/python -m pip --version"):
            self.run(f"env/bin/python -m pip install --quiet --editable apps/{app}")
        else:
            self.run(f"uv pip install --quiet --python env/bin/python --editable apps/{app}")

    def build_desk(self) -> None:
        """Build the desk as a bench does: the app's package.json, called by `bench build`."""
        if not (self.folder / "apps" / "relcrm" / "desk" / "package.json").is_file():
            return
        print("Building the desk on the bench (logs/relcrm-build.log)", flush=True)
        build = "cd apps/relcrm && npm run --silent postinstall && cd ../.. && bench build --app relcrm"
        self.run(f"({build}) >logs/relcrm-build.log 2>&1 || {{ tail -n 20 logs/relcrm-build.log; exit 1; }}")

    # ---- sites -----------------------------------------------------------------------------------

    def site_config(self, site: str) -> dict:
        """The site's configuration; empty where there is no such site."""
        path = self.folder / "sites" / site / "site_config.json"
        return json.loads(path.read_text()) if path.is_file() else {}

    def make_site(self, site: str, admin_password: str, root_password: str) -> None:
        """Make a site, marked as ours, that may be tested."""
        print(f"Making the bench site {site}", flush=True)
        scope = "--no-mariadb-socket"
        if "--mariadb-user-host-login-scope" in self.read("bench new-site --help"):
            scope = "--mariadb-user-host-login-scope=%"
        given = f"--db-root-password {shlex.quote(root_password)}" if root_password else ""
        password = shlex.quote(admin_password)
        # An empty root password is asked for; the answer is an empty line.
        self.run(
            f"bench new-site {site} --db-root-username root {given} --admin-password {password} {scope}"
            + WITHOUT_PROGRESS,
            answer="\n",
        )
        for key in ("allow_tests", "mute_emails", "made_by_relcrm"):
            self.run(f"bench --site {site} set-config -p {key} 1")

    def install_app(self, site: str, app: str) -> None:
        """Install an app on the site, or migrate a site that has it."""
        installed = f'"{app}"' in self.read(f"bench --site {site} execute frappe.get_installed_apps")
        verb = "migrate --skip-search-index" if installed else f"install-app {app}"
        self.run(f"bench --site {site} {verb}" + WITHOUT_PROGRESS)
        self.run(f"bench --site {site} clear-cache")

    def empty_site(self, site: str, admin_password: str, root_password: str) -> None:
        """Put a site that was made here back to its first day, its apps installed anew."""
        if not self.site_config(site).get("made_by_relcrm"):
            raise BenchError(f"{site} was not made by this command: it is left as it is. Name another site.")
        print(f"Emptying the bench site {site}", flush=True)
        given = f"--db-root-password {shlex.quote(root_password)}" if root_password else ""
        password = f"--admin-password {shlex.quote(admin_password)}"
        self.run(f"bench --site {site} reinstall --yes {password} {given}" + WITHOUT_PROGRESS, answer="\n")

    def load_demo(self, site: str, password: str) -> None:
        """Load the demo company, its users with this password."""
        print(f"Loading the demo company on {site}", flush=True)
        self.run(f"bench --site {site} load-demo --quiet --password {shlex.quote(password)} >/dev/null")

    def set_value(self, site: str, setting: str, value: str | int) -> None:
        """Set one of the system settings."""
        fields = f"['System Settings', {setting!r}, {value!r}]"
        self.run(f'bench --site {site} execute frappe.db.set_single_value --args "{fields}"')

    def let_mails_out(self, site: str) -> None:
        """Send the mails of a site that was made here: they go to the mailbox that a test opens on this machine."""
        self.run(f"bench --site {site} set-config -p mute_emails 0")

    def finish_setup(self, site: str) -> None:
        """Let the classic Desk open without its first questions; language and country stay as they are."""
        self.set_value(site, "setup_complete", 1)
        default = "['desktop:home_page', 'workspace']"
        self.run(f'bench --site {site} execute frappe.db.set_default --args "{default}"')
        self.run(f"bench --site {site} clear-cache")

    # ---- serving ---------------------------------------------------------------------------------

    def serve(self, site: str, port: int) -> None:
        """Start a web server and a worker for the bench; returns when the site answers."""
        web = f"cd sites && SITE={site} exec ../env/bin/gunicorn -w 2 --threads 4 -b 127.0.0.1:{port}"
        web += " --pythonpath ../apps/relcrm/scripts bench_web:application"
        self.servers.append(self.start(web, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        worker = "exec bench worker --queue short,default,long --quiet"
        self.servers.append(self.start(worker, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self._wait_for(site, port)

    def _wait_for(self, site: str, port: int) -> None:
        request = Request(f"http://127.0.0.1:{port}/api/method/ping", headers={"Host": site})
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.servers[0].poll() is not None:
                break
            try:
                with urlopen(request, timeout=10):
                    return
            except (URLError, OSError):
                time.sleep(0.3)
        raise BenchError(f"The bench does not answer at port {port}. Look into {self.folder}/logs.")

    def stop(self) -> None:
        """End the servers that were started here."""
        for server in self.servers:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
        for server in self.servers:
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
        self.servers.clear()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main_with_sentences(main: object) -> None:
    """Run `main`, turning a BenchError into one sentence and exit code 1; SIGTERM ends the servers, too."""
    signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except BenchError as exc:
        sys.exit(f"Error: {exc}")
