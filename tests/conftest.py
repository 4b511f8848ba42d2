"""What all tests share: calm property tests, the data outside the project, and the rule on missing parts."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines are shared and noisy: no deadlines, and the same examples on every run.
settings.register_profile("calm", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data and exports, which lie beside the project and never in it."""
    if not SHARED.is_dir():
        pytest.skip("the real data and exports beside the project are not here")
    return SHARED


def missing_part(reason: str) -> None:
    """Skip on a person's machine; fail in CI, where every part has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"CI lacks a part: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sample_library_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library file with the sample portfolio, made once; copy it before writing to it."""
    from workbench import loop, store

    file = tmp_path_factory.mktemp("samples") / "workbench.db"
    with store.open(file) as library:
        loop.load_samples(library)
        loop.calibrate(library, label="sample portfolio")
    return file


@pytest.fixture
def sample_library(sample_library_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample library for one test to write to."""
    from workbench import store

    target = tmp_path / "workbench.db"
    with store.open(sample_library_file) as library:
        library.backup(target)
    return target
