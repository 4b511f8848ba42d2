"""What takes long to start and serves many reports: the process that forks, and the browser that prints."""

from __future__ import annotations

import importlib
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from ..tables import ReportError
from . import fork
from .engine import NAME as FORKED
from .pdf import Browser
from .template import Template

Engine = Literal["auto", "workbench", "nbclient"]
KERNEL = "workbench-kernel"


class Workshop:
    """Keeps the tools of reports running, from the first report that needs them until it is closed.

    Code that is edited in the meantime is not seen by it.

    Parameters
    ----------
    templates : iterable of Template
        What will be made; what they import is loaded beforehand.
    engine : {"auto", "workbench", "nbclient"}
        How notebooks are run: ``workbench`` in forked processes, ``nbclient`` in Jupyter kernels; ``auto`` takes the first where
        it can be used.
    Raises
    ------
    ReportError
        When there is no such engine.

    Examples
    --------
    >>> with Workshop(engine="nbclient") as workshop:
    ...     workshop.engine
    'workbench-kernel'
    """

    def __init__(self, templates: Iterable[Template] = (), *, engine: Engine = "auto") -> None:
        require_engine(engine)
        self._driver: fork.Driver | None = None
        self._asked, self._waited = engine, False
        self.stopped = False
        self._browser: Browser | None = None
        self._lock = threading.Lock()
        self._modules = dict.fromkeys(name for t in templates for name in t.modules())
        if engine == "workbench" or (engine == "auto" and fork.possible()):
            self._driver = fork.Driver(self._modules)  # it loads what it needs while its caller does something else

    @property
    def driver(self) -> fork.Driver | None:
        """The process that forks, once it has loaded everything; None where kernels do the work.

        Raises
        ------
        ReportError
            When it was asked for by name and cannot be used.
        """
        with self._lock:
            if self._driver is not None and not self._waited:
                _load_own_tools()  # while the other process loads its own
                try:
                    self._driver.ready()
                except ReportError:
                    if self._asked == "workbench":
                        raise
                    self._driver = None
            self._waited = True
            return self._driver

    @property
    def engine(self) -> str:
        """Name of the papermill engine that runs the notebooks."""
        return FORKED if self.driver is not None else KERNEL

    @property
    def browser(self) -> Browser:
        """The browser, started when it is first asked for."""
        with self._lock:
            if self._browser is None:
                self._browser = Browser()
            return self._browser

    @contextmanager
    def share(self, template: Template, address: str | None) -> Iterator[str]:
        """Run once what all reports of a template would do alike, such as reading the whole library.

        Parameters
        ----------
        template : Template
            Its cells tagged ``shared`` are run; they must show nothing and not depend on parameters.
        address : str or None
            The library's address.

        Yields
        ------
        str
            The name under which it is kept meanwhile; empty when each report has to do it itself.
        """
        cells = template.shared_cells()
        name = f"{template.name} {secrets.token_hex(6)}"
        driver = self.driver
        if driver is None or not cells:
            yield ""
            return
        environment = {} if address is None else {"WORKBENCH_STORE": address}
        kept = driver.share(name, cells, environment)
        self.repair()
        try:
            yield name if kept else ""
        finally:
            if kept and driver.alive:
                driver.share(name, [], {})

    def repair(self) -> None:
        """Start the process that forks again if something killed it."""
        with self._lock:
            if self._driver is not None and not self._driver.alive:
                self._driver.close()
                self._driver, self._waited = fork.Driver(self._modules), False

    def stop(self) -> None:
        """Kill the notebooks that run now; no others will be run."""
        self.stopped = True
        if self._driver is not None:
            self._driver.close()

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all tools."""
        if self._browser is not None:
            self._browser.close()
        if self._driver is not None:
            self._driver.close()


def require_engine(name: str) -> None:
    """Refuse a name that no engine has.

    Parameters
    ----------
    name : str
        What somebody asked for.

    Raises
    ------
    ReportError
        When there is no such engine.
    """
    if name not in {"auto", "workbench", "nbclient"}:
        raise ReportError(f"there is no engine {name!r}.", expected="auto, workbench or nbclient.")


def _load_own_tools() -> None:
    for name in ("papermill", "nbformat", "workbench.reports.export"):
        importlib.import_module(name)
