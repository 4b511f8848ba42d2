"""Write the sample data: a synthetic portfolio with known truth.

Run ``python sample_data/generate.py`` to write the files beside this one, or ``--out DIR`` to write them elsewhere.
The same code writes the same files every time.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from generator import bookkeeping, exports, portfolio, writing  # noqa: E402


def main(arguments: list[str] | None = None) -> None:
    """Write all files of the sample data."""
    parser = argparse.ArgumentParser(description="Write the sample data: a synthetic portfolio with known truth.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: beside this script)")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    courses = portfolio.play()
    future = bookkeeping.running(courses)
    tables = portfolio.tables(courses)
    writing.write_tables(out, tables)
    truth = bookkeeping.truth(courses, tables) | {"running": future, "exports": exports.write(out)}
    text = json.dumps(truth, indent=1, ensure_ascii=False)
    (out / "truth.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
