"""Set up .venv with the locked packages and this project in it; does nothing when that is done already.

Run with any Python of version 3.11 or later: python tools/setup_environment.py
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
MARK = VENV / ".ready"
OLDEST = (3, 11)
LOCK, PROJECT = ROOT / "requirements.txt", ROOT / "pyproject.toml"


def main() -> int:
    """Set up what is missing; give the exit status."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        wanted = ".".join(map(str, OLDEST))
        print(f"setup: found Python {found}, expected {wanted} or later; run it with another one (make PYTHON=...).")
        return 1
    if MARK.exists() and MARK.read_text(encoding="utf-8") == _state():
        return 0
    try:
        _create()
        _pip("install", "--require-hashes", "-r", str(LOCK))
        _pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    except subprocess.CalledProcessError as error:
        print(f"setup: `{' '.join(map(str, error.cmd))}` failed; see its message above, mend it and run again.")
        return 1
    MARK.write_text(_state(), encoding="utf-8")
    return 0


def _state() -> str:
    digest = hashlib.sha256(LOCK.read_bytes() + PROJECT.read_bytes()).hexdigest()
    return f"{digest} {ROOT} {'.'.join(map(str, sys.version_info[:2]))}\n"


def _create() -> None:
    """Create the environment; where Python comes without venv's parts, with virtualenv from a folder beside it."""
    print(f"setup: creating {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode == 0:
        return
    tools = ROOT / ".tools"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "virtualenv"], check=True)
    paths = os.pathsep.join(filter(None, (str(tools), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "virtualenv", "--clear", VENV]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": paths})


def _pip(*arguments: str) -> None:
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    quiet = ("--quiet", "--disable-pip-version-check")
    print(f"setup: pip {arguments[0]} {arguments[-1]}", flush=True)
    subprocess.run([python, "-m", "pip", arguments[0], *quiet, *arguments[1:]], check=True)


if __name__ == "__main__":
    sys.exit(main())
