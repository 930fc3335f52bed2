"""Running cargo."""

import json
import os
import shutil
import subprocess
from pathlib import Path


def require():
    """Ends the build with a sentence, not a traceback, when there is no Rust."""
    if shutil.which("cargo") is None:
        raise SystemExit(
            "Rust's cargo is needed to build numpy-hpy, and there is none on PATH. "
            "Install Rust 1.85 or later (rustup, or a package of your system), then try again."
        )


def target_folder(root):
    """Where cargo puts its results. The PyO3 module has the subfolder `python` to itself.

    All builds of one package share their file names, and cargo rebuilds on every change of
    features in one folder.
    """
    return Path(os.environ.get("CARGO_TARGET_DIR", root / "target")).resolve()


def build(root, *arguments, environment=None):
    """Runs `cargo ARGUMENTS` in release mode; returns the paths of the files that it made."""
    command, *rest = arguments
    separator = rest.index("--") if "--" in rest else len(rest)
    options = ["--release", "--locked", "--message-format=json-render-diagnostics"]
    line = ["cargo", command, *rest[:separator], *options, *rest[separator:]]
    print(f"Running `{' '.join(line)}`", flush=True)
    result = subprocess.run(
        line, cwd=root, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    if result.returncode != 0:
        raise SystemExit(f"`{' '.join(line)}` failed; its messages are above.")
    messages = [json.loads(text) for text in result.stdout.splitlines() if text.startswith("{")]
    artifacts = [m for m in messages if m["reason"] == "compiler-artifact"]
    # The package that was asked for comes last.
    return [Path(name) for name in artifacts[-1]["filenames"]]
