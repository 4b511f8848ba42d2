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
