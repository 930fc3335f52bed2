"""Creates a virtual environment with pip: `python3 tools/make_venv.py FOLDER`.

Debian's python3 comes without the part of the venv module that brings pip, so there are three
ways, tried in turn.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Only for the second way; the first takes the pip that Python bundles.
PIP = "pip==26.3"


def with_ensurepip(folder):
    run(sys.executable, "-m", "venv", "--clear", folder)


def with_outer_pip(folder):
    """Installs pip from outside, with the pip of this Python."""
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)
    pip = [sys.executable, "-m", "pip", "--python", Path(folder) / "bin" / "python"]
    run(*pip, "install", "--quiet", "--disable-pip-version-check", PIP)


def install_venv_module():
    """Asks Debian for the missing part, which only root can do."""
    print("-- installing Debian's python3-venv", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "python3-venv"]):
        run("apt-get", "-qq", *arguments, env=environment, stdout=subprocess.DEVNULL)


def run(*command, **options):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, **options)


def main(folder):
    if importlib.util.find_spec("ensurepip"):
        with_ensurepip(folder)
    elif importlib.util.find_spec("pip"):
        with_outer_pip(folder)
    elif os.geteuid() == 0 and shutil.which("apt-get"):
        install_venv_module()
        with_ensurepip(folder)
    else:
        sys.exit(
            f"{sys.executable} has neither ensurepip nor pip, so no virtual environment can be "
            "made. On Debian: apt-get install python3-venv"
        )


if __name__ == "__main__":
    main(sys.argv[1])
