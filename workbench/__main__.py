"""``python -m workbench``."""

from __future__ import annotations

import sys

from workbench import cli

__all__ = ["main"]


def main() -> int:
    """Run the command line as a program of its own."""
    # jsonschema, which papermill loads, would build a grammar of international addresses for two seconds; no notebook needs it
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
