"""Settings of JupyterLab that weaken it, as they will hold when it is started."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir

_SANITIZER = "@jupyterlab/apputils-extension:sanitizer"
_SECONDS = 120
# JupyterLab as a program of its own, without a grammar that jsonschema would build while it loads, for longer than all the rest takes
_ASK = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyterlab.labapp import main; main(['--show-config-json'])"


def weak_settings() -> tuple[list[tuple[str, str]], bool]:
    """Ask JupyterLab for its settings, and tell which of them weaken it.

    Returns
    -------
    list of (str, str)
        What is weak, and what to do.
    bool
        Whether the settings could be read.
    """
    command = [sys.executable, "-P", "-c", _ASK]  # -P: no module of the folder we happen to be in
    try:
        # Voilà, as an extension of JupyterLab, runs a voila.py that lies where it is started
        with tempfile.TemporaryDirectory() as nothing:
            told = subprocess.run(
                command, capture_output=True, text=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL, cwd=nothing
            )
        config = json.loads(told.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return [], False
    return [*weak_in(config), *_lab_settings(), *_notebook_secret()], True


def weak_in(config: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Tell which values of a configuration weaken the server.

    Parameters
    ----------
    config : dict of str to dict
        Values by class, as ``jupyter lab --show-config-json`` gives them.

    Yields
    ------
    tuple of str
        What is weak, and what to do.

    Examples
    --------
    >>> [text for text, _ in weak_in({"ServerApp": {"disable_check_xsrf": True}})]
    ['ServerApp.disable_check_xsrf is on: any page that you visit could use your JupyterLab.']
    """

    def found(name: str) -> Iterator[tuple[str, Any]]:
        for group, values in config.items():
            if name in values:
                yield f"{group}.{name}", values[name]

    for name, value in found("disable_check_xsrf"):
        if value:
            yield f"{name} is on: any page that you visit could use your JupyterLab.", f"take {name} out of Jupyter's configuration."
    passwords = [value for key in ("hashed_password", "password") for _, value in found(key) if value]
    for name, value in found("token"):
        if value == "" and not passwords:
            text = f"{name} is empty, and there is no password: whoever reaches the port can run programs in your name."
            yield text, f"take {name} out of Jupyter's configuration; a new token is made at every start then."
    for name, value in [*found("allow_origin"), *found("allow_origin_pat")]:
        if value in ("*", ".*", "^.*$"):
            yield (
                f"{name} is {value!r}: pages of every site may talk to your JupyterLab.",
                f"name the one site, or take {name} out.",
            )
    for name, value in found("ip"):
        if value in ("0.0.0.0", "::", "*", ""):  # noqa: S104  what is looked for
            yield f"{name} is {value!r}: other computers reach your JupyterLab.", f"take {name} out, so that only this computer does."
    for name, value in found("allow_remote_access"):
        if value:
            yield f"{name} is on: requests under every host name are answered.", f"take {name} out, unless a proxy of your own needs it."
    for name, value in found("trust_xheaders"):
        if value:
            yield (
                f"{name} is on: a request may claim to come from anywhere.",
                f"take {name} out, unless your own proxy sets them.",
            )
    for name, value in found("allow_unauthenticated_access"):
        if value:
            yield f"{name} is on: parts that forget to ask for the token answer everybody.", f"set {name} to false."


def _lab_settings() -> Iterator[tuple[str, str]]:
    """The person's own settings file, which stands above what `workbench lab` sets."""
    import json5

    package, name = _SANITIZER.split(":")
    folder = os.environ.get("JUPYTERLAB_SETTINGS_DIR") or Path(jupyter_config_dir(), "lab", "user-settings")
    file = Path(folder).absolute() / package / f"{name}.jupyterlab-settings"
    try:
        own = json5.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(own, dict) and own.get("allowCommandLinker"):
        text = "JupyterLab's setting allowCommandLinker is on: one click in a notebook from elsewhere can run a command."
        yield text, f"delete it from {file}, or turn it off under Settings, HTML Sanitizer."


def _notebook_secret() -> Iterator[tuple[str, str]]:
    """Whoever reads the secret can mark a notebook as trusted."""
    secret = Path(jupyter_data_dir()) / "notebook_secret"
    if os.name == "posix" and secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield f"Others on this computer can read {secret}, and so make notebooks that your JupyterLab trusts.", f"chmod 600 {secret}"
