"""Repairs maturin's source archive."""

import gzip
import io
import tarfile


def restore_manifest(archive, manifest):
    """Puts the workspace's own Cargo.toml back into the archive.

    maturin takes the workspace members that the Python package does not depend on out of the
    manifest. We need one of them: capi, for the universal module.
    """
    original = manifest.read_bytes()
    with tarfile.open(archive) as source:
        entries = [(entry, source.extractfile(entry).read() if entry.isfile() else None) for entry in source]
    top = entries[0][0].name.split("/")[0]
    with (
        gzip.GzipFile(archive, "wb", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as target,
    ):
        for entry, content in entries:
            if entry.name == f"{top}/Cargo.toml":
                content = original
                entry.size = len(content)
            target.addfile(entry, None if content is None else io.BytesIO(content))
