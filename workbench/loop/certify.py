"""Write a certificate: one HTML page that needs nothing else, and the same as PDF where a browser is installed."""

from __future__ import annotations

from pathlib import Path

import workbench
from workbench import page
from workbench.practice import Run
from workbench.reports import pdf
from workbench.tables import InputError, NotEnoughEvidence, ReportError
from workbench.wording import not_enough


def write_certificate(run: Run, html: Path, pdf_file: Path, *, name: str = "") -> list[Path]:
    """Write the certificate of a finished exam.

    Parameters
    ----------
    run : Run
        The exam.
    html, pdf_file : Path
        Where to write.
    name : str
        Whose it is; printed and kept nowhere else.

    Returns
    -------
    list of Path
        What was written; without the PDF where no browser can make one.

    Raises
    ------
    InputError
        When the exam is not finished.
    """
    from workbench import sections  # brings figures along, which take long to load

    made = sections.certificate(run, attempts=run.attempt, name=name, version=workbench.__version__)
    if isinstance(made, NotEnoughEvidence):
        raise InputError(not_enough(made))
    text = page.document(made, title="Certificate", footer="workbench · training")
    html.write_text(text, encoding="utf-8")
    try:
        with pdf.Browser() as browser:
            pdf_file.write_bytes(browser.pdf(text))
    except ReportError:
        return [html]
    return [html, pdf_file]
