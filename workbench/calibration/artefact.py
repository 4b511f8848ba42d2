"""A calibration as plain data, to be stored, exported and read again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import InputError

from .groups import Groups, personal
from .layers import Layers
from .shape import Shape
from .solver import Layer

FORMAT = "workbench calibration"
VERSION = 2


class Outdated(InputError):
    """A calibration that an earlier version of the package made, in a shape that is no longer read."""


def pack_layers(layers: Layers, *, people: bool) -> dict[str, Any]:
    """The fitted distribution as dicts, lists, texts and numbers.

    Parameters
    ----------
    layers : Layers
        What was fitted.
    people : bool
        Whether levels that name a person go in; without them, persons count as never seen.
    """
    known = layers.groups if people else layers.groups.without_people()
    return {
        "centre": layers.centre,
        "groups": {
            "bases": {name: [str(label) for label in index] for name, index in known.bases.items()},
            "keys": {name: keys.tolist() for name, keys in known.keys.items()},
        },
        "slab": _pack(layers.slab, people),
        "scale": _pack(layers.scale, people),
        "spike": None if layers.spike is None else _pack(layers.spike, people),
        "shape": layers.shape.at.tolist(),
        "drift": layers.drift,
    }


def unpack_layers(document: dict[str, Any]) -> Layers:
    """Inverse of `pack_layers`."""
    g = document["groups"]
    known = Groups(
        bases={name: pd.Index(labels, dtype=object) for name, labels in g["bases"].items()},
        keys={name: np.asarray(keys, dtype=np.int64) for name, keys in g["keys"].items()},
    )
    return Layers(
        groups=known,
        centre=float(document["centre"]),
        slab=_unpack(document["slab"]),
        scale=_unpack(document["scale"]),
        spike=None if document["spike"] is None else _unpack(document["spike"]),
        shape=Shape(np.asarray(document["shape"], dtype=float)),
        drift=float(document["drift"]),
    )


def check_format(document: dict[str, Any]) -> None:
    """Refuse what is not a calibration of this version.

    Raises
    ------
    Outdated
        When an earlier version made it.
    InputError
        When the document is something else, or newer.

    Examples
    --------
    >>> check_format({"format": "workbench calibration", "version": 2})
    """
    if document.get("format") == FORMAT and document.get("version") == 1:
        raise Outdated(
            "this calibration was made by an earlier version of the workbench.",
            expected=f"one of version {VERSION}.",
            todo="run `workbench calibrate` to learn from finished work again, or export the calibration again.",
        )
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise InputError(
            f"this is {document.get('format') or 'not a calibration'}, version {document.get('version')}.",
            expected=f"a {FORMAT} of version {VERSION}.",
            todo="export the calibration again with this version.",
        )


def _pack(layer: Layer, people: bool) -> dict[str, Any]:
    def cut(values: np.ndarray, name: str) -> list[float]:
        return (values[-1:] if not people and personal(name) else values).tolist()

    return {
        "intercept": layer.intercept,
        "slope": layer.slope,
        "intercept_variance": layer.intercept_variance,
        "effects": {name: cut(u, name) for name, u in layer.effects.items()},
        "variances": {name: cut(v, name) for name, v in layer.variances.items()},
        "sigma2": layer.sigma2,
    }


def _unpack(document: dict[str, Any]) -> Layer:
    return Layer(
        intercept=float(document["intercept"]),
        slope=float(document["slope"]),
        intercept_variance=float(document["intercept_variance"]),
        effects={name: np.asarray(u, dtype=float) for name, u in document["effects"].items()},
        variances={name: np.asarray(v, dtype=float) for name, v in document["variances"].items()},
        sigma2=float(document["sigma2"]),
    )
