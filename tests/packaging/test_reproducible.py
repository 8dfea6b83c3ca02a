"""The distributions built again: the same bytes from the same sources, whoever builds them, where and when.

`.ci/run` builds them first and names their folder in `ERRKIND_DISTRIBUTIONS`. The builds here start from that
source distribution, so that they also show that nothing is built from what only a checkout has. Another
release of hatchling writes its own version into the wheel, and another zlib may pack tighter.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

BUILT = Path(os.environ["ERRKIND_DISTRIBUTIONS"])
UV = Path(sys.executable).with_name("uv")
WHENEVER = datetime(2020, 2, 2, tzinfo=UTC)
"""hatchling's time of every file where `SOURCE_DATE_EPOCH` names no other."""


def unpacked(folder: Path, *, umask: int, mtime: float) -> Path:
    """Unpack the source distribution with modes that a umask leaves, and times of one's own."""
    (file,) = BUILT.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    for path in (source, *source.rglob("*")):
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
        os.utime(path, (mtime, mtime))
    return source


def build(source: Path, *, umask: int, **environ: str) -> Path:
    """Build both distributions; return their folder."""
    folder = source.parent / "built"
    usual = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(  # noqa: S603 - our own command
        (UV, "build", "-q", "--no-sources", "--out-dir", folder, source),
        env=usual | environ,
        umask=umask,
        check=True,
        timeout=120,
    )
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return the distributions of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in {".whl", ".gz"}}


def times(folder: Path) -> set[datetime]:
    """Return the times of the files in both distributions."""
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with ZipFile(wheel) as archive:
        zipped = {datetime(*entry.date_time, tzinfo=UTC) for entry in archive.infolist()}
    with tarfile.open(source) as archive:
        return zipped | {datetime.fromtimestamp(member.mtime, UTC) for member in archive}


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    """Neither the folder nor the modes and times of its files, the umask, the zone or the locale matter."""
    source = unpacked(tmp_path / "elsewhere", umask=0o077, mtime=0.0)

    built = build(source, umask=0o077, TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="7")

    assert len(files(built)) == 2
    assert files(built) == files(BUILT)
    assert times(built) == {WHENEVER}


def test_the_time_of_the_files_can_be_named(tmp_path: Path) -> None:
    """`SOURCE_DATE_EPOCH` is the time of every file in them, and with it the bytes are others."""
    source = unpacked(tmp_path / "dated", umask=0, mtime=2e9)
    release = datetime(2026, 5, 4, 3, 2, 0, tzinfo=UTC)

    built = build(source, umask=0, SOURCE_DATE_EPOCH=str(int(release.timestamp())))

    assert times(built) == {release}
