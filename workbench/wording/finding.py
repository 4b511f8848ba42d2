"""What a result comes to: a sentence, the number in it that counts, and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One sentence that answers the reader's question.

    Parameters
    ----------
    text : str
        The sentence.
    accent : str
        The part of it that carries the one number; empty when nothing stands out.
    meaning : str
        A second sentence: what it means.

    Examples
    --------
    >>> str(Finding("Finished work took 1.11× its estimate.", accent="1.11×", meaning="Plan with it."))
    'Finished work took 1.11× its estimate. Plan with it.'
    """

    text: str
    accent: str = ""
    meaning: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.meaning}".strip()


@dataclass(frozen=True)
class CardText:
    """The three texts of a card.

    Parameters
    ----------
    label : str
        What it is.
    value : str
        The number.
    note : str
        How much evidence it rests on.

    Examples
    --------
    >>> CardText("Typical task (median)", "1.00×", "of 3,187 tasks").value
    '1.00×'
    """

    label: str
    value: str
    note: str = ""
