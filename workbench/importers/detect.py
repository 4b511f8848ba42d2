"""Which profile fits a file: by its headers, with a reason for each proposal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.tables import InputError

from .canonical import table_of
from .containers import Head, Source, open_file
from .documents import fitting
from .mapping import Headers, match
from .names import plain
from .profile import Profile
from .shelf import profiles
from .workbook import recognised

_HEADER_WITHIN = 15  # rows that may stand above the header
_LEAST = 0.1


@dataclass(frozen=True)
class Proposal:
    """One way to read a file.

    Parameters
    ----------
    profile : Profile
        How the tool's export is read.
    score : float
        0 to 1; how sure.
    why : str
        What spoke for it.
    head : Head
        The reading (sheet, delimiter) it holds for.
    header_row : int
        Which row of the head is the header, from 0.
    """

    profile: Profile
    score: float
    why: str
    head: Head
    header_row: int


def detect(path: str | Path) -> list[Proposal]:
    """The profiles that fit a file, best first.

    Parameters
    ----------
    path : str or Path
        The export.

    Returns
    -------
    list of Proposal
        Empty when nothing fits: then the columns must be mapped by hand.

    Raises
    ------
    InputError
        When the file cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = file.write_text("Issue key,Issue Type,Summary,Status\\nP-1,Task,Login,Done\\n")
    >>> [(p.profile.id, p.why) for p in detect(file)][0]
    ('jira.csv', 'it has the columns Issue key, Issue Type')
    """
    return proposals(open_file(path), profiles())


def proposals(source: Source, candidates: list[Profile]) -> list[Proposal]:
    """The proposals of some profiles for an opened file, best first, one per profile.

    Parameters
    ----------
    source : Source
        The opened file.
    candidates : list of Profile
        Profiles to try.

    Returns
    -------
    list of Proposal
    """
    found: dict[str, Proposal] = {}
    for name, why in fitting(source):
        for candidate in candidates:
            if candidate.kind == name:
                found[candidate.id] = Proposal(candidate, 0.95, why, Head("", ()), 0)
    heads = source.heads()
    if source.kind == "table" and recognised(heads):
        for candidate in candidates:
            if candidate.kind == "workbook":
                found[candidate.id] = Proposal(candidate, 1.0, "it is the review workbook, with its sheets", heads[0], 0)
    for head in heads:
        for row in range(min(_HEADER_WITHIN, len(head.rows))):
            header = head.rows[row]
            if len([h for h in header if plain(h)]) < 2 and len(header) != 1:
                continue
            headers, even = Headers(header), _evenness(head, row)
            for candidate in candidates:
                score, why = _score(candidate, headers, head)
                score *= even
                if score >= _LEAST and (candidate.id not in found or score > found[candidate.id].score):
                    found[candidate.id] = Proposal(candidate, round(score, 3), why, head, row)
    return sorted(found.values(), key=lambda p: -p.score)


def proposal_for(source: Source, profile: Profile) -> Proposal:
    """How a given profile would read an opened file.

    Parameters
    ----------
    source : Source
        The opened file.
    profile : Profile
        How it is to be read.

    Returns
    -------
    Proposal

    Raises
    ------
    InputError
        When none of its columns are there.
    """
    found = proposals(source, [profile])
    if found:
        return found[0]
    seen = [", ".join(h for h in head.rows[0] if h)[:200] for head in source.heads()[:1] if head.rows]
    raise InputError(
        f"the file has none of the columns of {profile.tool}; its first row is: {'; '.join(seen)}.",
        expected=_expected(profile),
        todo="choose another profile, or map the columns.",
    )


def _score(candidate: Profile, headers: Headers, head: Head) -> tuple[float, str]:
    header = headers.header
    if candidate.kind == "canonical":
        found = table_of(header, name=head.name)
        if found is None:
            return 0.0, ""
        score = 0.5 + 0.5 * found[1] if found[1] >= 0.5 else max(_LEAST, 0.3 * found[1])  # one known header proves little
        return score, f"the headers are those of the table {found[0].name}"
    if candidate.kind not in ("table", "log"):
        return 0.0, ""
    marks = []
    for group in candidate.detect:
        hit = next((name for name in group if name in headers), None)
        if hit is None:
            return 0.0, ""
        marks.append(hit)
    fields = match(header, candidate)
    if not {"task_id", "title", *(["note"] if candidate.kind == "log" else [])} & set(fields):
        return 0.0, ""
    if candidate.kind == "log" and not ("hours" in fields or {"day", "ended"} <= set(fields)):
        return 0.0, ""
    named = len([h for h in header if plain(h)])
    share = min(1.0, sum(len(m[0].positions) for m in fields.values()) / max(named, 1))
    if marks:
        return 0.6 + 0.1 * min(len(marks), 3) + 0.1 * share, "it has the columns " + ", ".join(marks)
    if len(fields) < 2 and not any("mine" in m[0].source.headers for m in fields.values()):
        return 0.0, ""
    return 0.15 + 0.4 * share, f"{len(fields)} of {named} columns have names that tables of tasks use"


def _evenness(head: Head, row: int) -> float:
    """Share of the rows below the header with as many cells as it has."""
    below = [r for r in head.rows[row + 1 :] if any(c.strip() for c in r)]
    if not below:
        return 0.9
    return sum(len(r) == len(head.rows[row]) for r in below) / len(below) * 0.5 + 0.5


def _expected(profile: Profile) -> str:
    if profile.kind == "canonical":
        return "headers as in the data dictionary, such as project_id, task_id, estimate, actual."
    groups = profile.detect or tuple(tuple(h for names in f[0].headers.values() for h in names) for f in profile.fields.values())
    return "columns such as " + ", ".join(g[0] for g in groups[:4] if g) + "."
