"""Lint and types: ruff over the Python, mypy over the server and command line, vue-tsc and eslint over the desk.

Tests are `make test`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from run_tests import ROOT, get_environment


def main() -> int:
    env = get_environment()
    types = ["-m", "mypy", "--ignore-missing-imports", "--follow-imports=silent", "standalone/relcrm_standalone"]
    commands = [[sys.executable, "-m", "ruff", "check", "."], [sys.executable, *types]]
    if shutil.which("npm", path=env["PATH"]):
        commands.append(["npm", "--prefix", "desk", "run", "--silent", "check"])
    else:
        print("The desk is not checked: Node is not here (make setup says why).")
    return max(subprocess.call(command, cwd=ROOT, env=env) for command in commands)


if __name__ == "__main__":
    sys.exit(main())
