"""Where reports are put: names are ours, links are not followed, a reader never sees half a file."""

import os
import re
import sys
import time
from pathlib import Path

import pytest

from workbench.reports.folder import opened, safe_name
from workbench.tables import ReportError

NAMES = [
    "../../escaped",
    "/etc/passwd",
    "a\0b",
    "CON",
    "x" * 300,
    "{0.__class__}",
    "{x}",
    "Ünï 漢字",
    "",
    " ",
    ".",
    "..",
    "-rf",
    "a/b\\c",
    "\ud800",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda n: ascii(n)[:20])
def test_any_project_name_gives_a_plain_folder(name: str, tmp_path: Path) -> None:
    safe = safe_name(name, name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{10}", safe)
    assert len(safe) <= 51
    with opened(tmp_path / "out", safe) as folder:
        folder.publish({"report.html": b"x"})
    assert [p.relative_to(tmp_path) for p in tmp_path.rglob("report.html")] == [Path("out") / safe / "report.html"]


def test_names_that_look_alike_stay_apart() -> None:
    twins = ["Café", "Cafe\u0301", "café", "CAFÉ", "cafe", " cafe"]
    assert len({safe_name(n, n) for n in twins}) == len(twins)
    assert safe_name("a", "ab", "c") != safe_name("a", "a", "bc")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report-1").symlink_to(tmp_path / "target")
    with pytest.raises(ReportError, match="is a link"), opened(tmp_path / "out", "report-1"):
        pass
    assert not list((tmp_path / "target").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_place_of_a_file_is_replaced_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target.html"
    target.write_bytes(b"mine")
    with opened(tmp_path, "report-1") as folder:
        (folder.path / "report.html").symlink_to(target)
        assert folder.read("report.html") is None
        folder.publish({"report.html": b"theirs"})
        assert folder.read("report.html") == b"theirs"
    assert target.read_bytes() == b"mine"
    assert not (tmp_path / "report-1" / "report.html").is_symlink()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(ReportError, match="cannot be used"), opened(tmp_path / "out", "report-1"):
        pass


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root makes a full disk")
def test_all_or_nothing_on_a_full_disk(tmp_path: Path) -> None:
    """Two files of which the second no longer fits: the older first one stays."""
    import subprocess

    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with opened(disk, "report-1") as folder:
            folder.publish({"a": b"old", "b": b"old"})
            with pytest.raises(OSError, match="No space"):
                folder.publish({"a": b"new", "b": b"y" * 500_000})
            assert (folder.read("a"), folder.read("b")) == (b"old", b"old")
            assert not list(folder.path.glob(".*.tmp"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_is_no_longer_true_is_removed(tmp_path: Path) -> None:
    with opened(tmp_path, "report-1") as folder:
        folder.publish({"failed.txt": b"x"})
        folder.publish({"report.html": b"x"}, remove=("failed.txt", "failed.json"))
    assert sorted(p.name for p in (tmp_path / "report-1").iterdir() if p.name != ".lock") == ["report.html"]


def test_what_a_killed_run_left_half_written_is_removed_later(tmp_path: Path) -> None:
    with opened(tmp_path, "report-1") as folder:
        for name, age in ((".old.0.tmp", 7200), (".new.0.tmp", 60)):
            (folder.path / name).write_text("half")
            os.utime(folder.path / name, (time.time() - age,) * 2)
        folder.publish({"report.html": b"x"})
    assert list((tmp_path / "report-1").glob(".*.tmp")) == []  # they are written under the lock, so whoever holds it may remove them
