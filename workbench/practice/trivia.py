"""Ten questions of general knowledge for the baseline: numbers that nobody knows exactly, each with its source."""

from __future__ import annotations

import pandas as pd

_QUESTIONS = (
    ("How high is the Eiffel Tower, antennas included, in metres?", 330, "m", "Société d'Exploitation de la Tour Eiffel, since 2022"),
    ("How far is the Moon from the Earth on average, in kilometres?", 384400, "km", "NASA, Moon fact sheet"),
    ("How many bones has an adult human body?", 206, "bones", "Gray's Anatomy"),
    ("How many days does Mars need for one round of the Sun?", 687, "days", "NASA, Mars fact sheet"),
    ("How long was the Titanic, in metres?", 269, "m", "Encyclopaedia Britannica, Titanic"),
    ("How wide is the Earth at the equator, in kilometres?", 12756, "km", "NASA, Earth fact sheet"),
    ("How long did the flight of Apollo 11 last from launch to splashdown, in hours?", 195, "hours", "NASA, Apollo 11 mission overview"),
    ("At how many degrees Celsius does gold melt?", 1064, "°C", "CRC Handbook of Chemistry and Physics"),
    ("How deep is Lake Baikal at its deepest point, in metres?", 1642, "m", "UNESCO World Heritage list, no. 754"),
    ("How many kilometres long is the Suez Canal?", 193, "km", "Suez Canal Authority"),
)  # fmt: skip


def trivia() -> pd.DataFrame:
    """The questions.

    Returns
    -------
    DataFrame[item, title, actual, unit, source]

    Examples
    --------
    >>> len(trivia()), bool((trivia()["actual"] > 0).all())
    (10, True)
    """
    rows = [
        {"item": f"trivia/{i + 1}", "title": question, "actual": float(value), "unit": unit, "source": source}
        for i, (question, value, unit, source) in enumerate(_QUESTIONS)
    ]
    return pd.DataFrame(rows)
