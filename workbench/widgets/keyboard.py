"""Keep JupyterLab's one-letter commands away from the controls: a letter typed on a list must not cut a cell."""

from __future__ import annotations

import ipywidgets

_SCRIPT = (
    "const own = e => { if (!e.target.matches(':read-write')) { e.target.setAttribute('data-lm-suppress-shortcuts', 'true'); } };"
    "const mark = tries => { const app = element.closest('.wbw-app');"
    " if (app) { app.addEventListener('focusin', own); }"
    " else if (tries) { setTimeout(() => mark(tries - 1), 100); } };"
    "mark(100);"  # it may run before it is part of the page
)


def own_keys() -> ipywidgets.Output:
    """An invisible output that marks the application as the owner of the keys pressed in it.

    Returns
    -------
    ipywidgets.Output

    Notes
    -----
    In JupyterLab's command mode ``x`` cuts a cell, ``b`` inserts one and the arrows move, also while a list, a button or a slider
    has the focus. The attribute ``data-lm-suppress-shortcuts`` is JupyterLab's own way to switch that off for an element; no
    widget can set an attribute, so this constant script does. Outside JupyterLab it changes nothing.
    """
    data = {"application/javascript": _SCRIPT, "text/plain": ""}
    made = ipywidgets.Output(outputs=({"output_type": "display_data", "data": data, "metadata": {}},))
    made.layout.height = "0"
    made.layout.overflow = "hidden"
    return made
