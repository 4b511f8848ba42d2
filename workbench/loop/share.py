"""What a trainee may hand to the group: scores in order, without a name, a task or a text."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench import practice
from workbench.practice import Progress
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError, WorkbenchError

FORMAT = "workbench training share"
VERSION = 1
_KEPT = ("level", "hit", "above", "wis", "base_wis", "width_ratio")


def write_share(log: TrainingLog, target: str | Path) -> int:
    """Write the scores of a log, so that its owner can look at them and hand them in.

    Parameters
    ----------
    log : TrainingLog
        The trainee's own log.
    target : str or Path
        A JSON file.

    Returns
    -------
    int
        Answers in it.

    Raises
    ------
    InputError
        When nothing was answered yet.

    Notes
    -----
    The file has a random code in place of a name, a new one each time; no day, no task and no text is in it.
    """
    rows: list[dict[str, Any]] = []
    for run in Progress.of(log.events()).runs:
        if run.answers:
            scored = practice.scored(run.table).assign(level=run.level)
            rows += [{name: _plain(record[name]) for name in _KEPT} for record in scored.to_dict("records")]
    if not rows:
        raise InputError("there is nothing to share yet.", todo="answer a task first.")
    document = {"format": FORMAT, "version": VERSION, "code": secrets.token_hex(6), "answers": rows}
    Path(target).write_text(json.dumps(document, indent=1, allow_nan=False), encoding="utf-8")
    return len(rows)


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return round(float(value), 4)


def read_shares(folder: str | Path) -> tuple[pd.DataFrame, list[str]]:
    """Read the shares that were handed in.

    Parameters
    ----------
    folder : str or Path
        Where they lie.

    Returns
    -------
    DataFrame[code, order, level, hit, above, wis, base_wis, width_ratio]
        One row per answer. Somebody who handed in twice counts once: a share that begins with all of another replaces it.
    list of str
        Files that are no shares, each with the reason.
    """
    given: list[tuple[pd.DataFrame, list[Any]]] = []
    faults: list[str] = []
    for path in sorted(Path(folder).glob("*.json")) if Path(folder).is_dir() else []:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != VERSION:
                raise InputError("it is no share of version 1.")
            if not isinstance(document["answers"], list) or not all(isinstance(a, dict) for a in document["answers"]):
                raise TypeError("answers")
            frame = pd.DataFrame(document["answers"], columns=list(_KEPT))
            numbers = frame[["hit", "above", "wis", "base_wis", "width_ratio"]].apply(pd.to_numeric)
        except WorkbenchError as error:
            faults.append(f"{path.name}: {error}")
            continue
        except OSError as error:
            faults.append(f"{path.name}: it cannot be read: {error.strerror}.")
            continue
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            faults.append(f"{path.name}: it is damaged, or no share.")
            continue
        given.append((frame.assign(**numbers, order=range(1, len(frame) + 1)), document["answers"]))
    given.sort(key=lambda pair: -len(pair[1]))
    frames: list[pd.DataFrame] = []
    kept: list[list[Any]] = []
    for frame, answers in given:
        if not any(longer[: len(answers)] == answers for longer in kept):
            kept.append(answers)
            frames.append(frame.assign(code=f"share {len(kept)}"))
    columns = ["code", "order", *_KEPT]
    return (pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)), faults
