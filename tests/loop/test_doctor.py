"""The doctor finds what is wrong, and says nothing of what is not."""

import json
from pathlib import Path

import pytest

from workbench import store
from workbench.cli.lab import hardened
from workbench.loop.doctor import KNOWN_BAD, _around, _library, known_bad
from workbench.loop.jupyter_settings import weak_in, weak_settings


def wrong(findings) -> list[str]:
    return [f.text for f in findings if f.wrong]


@pytest.mark.parametrize(
    ("group", "name", "weak", "fine"),
    [
        ("ServerApp", "disable_check_xsrf", True, False),
        ("IdentityProvider", "token", "", "a-long-token"),
        ("ServerApp", "allow_origin", "*", "https://one.example"),
        ("NotebookApp", "allow_origin_pat", ".*", r"https://one\.example"),
        ("ServerApp", "ip", "0.0.0.0", "localhost"),  # noqa: S104
        ("ServerApp", "allow_remote_access", True, False),
        ("ServerApp", "trust_xheaders", True, False),
        ("ServerApp", "allow_unauthenticated_access", True, False),
    ],
)
def test_settings_that_weaken_jupyter(group: str, name: str, weak: object, fine: object) -> None:
    ((text, todo),) = weak_in({group: {name: weak}})
    assert f"{group}.{name}" in text
    assert name in todo
    assert not list(weak_in({group: {name: fine}, "LabApp": {}}))


def test_an_empty_token_beside_a_password_is_fine() -> None:
    assert not list(weak_in({"IdentityProvider": {"token": ""}, "PasswordIdentityProvider": {"hashed_password": "argon2:x"}}))


def test_known_bad_versions_are_told_and_the_pinned_ones_are_not_among_them() -> None:
    bad = {"jupyterlab": "4.6.3", "jupyter-server": "2.19.9", "nbconvert": "7.17.0"}
    assert {f.text.split()[0] for f in known_bad(bad)} == set(bad)
    pinned = dict(
        line.replace("_", "-").split("==")
        for line in (Path(__file__).resolve().parents[2] / "constraints.txt").read_text().splitlines()
        if "==" in line
    )
    assert set(pinned) >= {name for name, *_ in KNOWN_BAD}
    assert not list(known_bad(pinned))


def test_who_else_may_read_or_replace_the_library(tmp_path: Path) -> None:
    file = tmp_path / "home" / "reviews.db"
    file.parent.mkdir(mode=0o700)
    store.open(file).close()
    assert wrong(_around(file)) == []
    file.chmod(0o644)
    file.parent.chmod(0o777)
    (file.parent / "reviews.db.before-restore-x.123.part").touch(mode=0o600)
    found = "\n".join(wrong(_around(file)))
    assert "Others on this computer can read reviews.db." in found
    assert "Everybody may put another file in its place" in found
    assert "cut off: reviews.db.before-restore-x.123.part" in found


def test_a_library_is_looked_at_and_never_made(tmp_path: Path) -> None:
    assert wrong(_library(tmp_path / "none.db")) == []
    assert not list(tmp_path.iterdir())
    (tmp_path / "bad.db").write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    assert wrong(_library(tmp_path / "bad.db"))
    assert wrong(_library("postgresql://ana:hunter2@127.0.0.1:1/reviews")) == [
        "the review library postgresql://127.0.0.1/reviews does not answer."
    ]


@pytest.mark.slow
def test_jupyter_is_asked_itself_and_the_command_sets_what_it_should(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    assert weak_settings() == ([], True)
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"disable_check_xsrf": True}}))
    (tmp_path / "jupyter_lab_config.py").write_text("c.IdentityProvider.token = ''\n")
    own = tmp_path / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension" / "sanitizer.jupyterlab-settings"
    own.parent.mkdir(parents=True)
    own.write_text('{\n  // my own\n  "allowCommandLinker": true\n}\n')
    (tmp_path / "notebook_secret").touch(mode=0o644)
    found = "\n".join(text for text, _ in weak_settings()[0])
    for word in ("disable_check_xsrf", "IdentityProvider.token", "allowCommandLinker", "notebook_secret"):
        assert word in found
    from jupyterlab.commands import get_app_dir
    from jupyterlab_server.settings_utils import get_settings

    own.unlink()
    shipped, name = Path(get_app_dir()), "@jupyterlab/apputils-extension:sanitizer"

    def command_linker() -> bool:
        told, _ = get_settings(str(shipped / "settings"), str(shipped / "schemas"), str(tmp_path), schema_name=name)
        return told["schema"]["properties"]["allowCommandLinker"]["default"]

    assert command_linker() is True, "JupyterLab itself turns it off now: ours is not needed any more"
    for variable, value in hardened().items():
        monkeypatch.setenv(variable, value)
    assert command_linker() is False
