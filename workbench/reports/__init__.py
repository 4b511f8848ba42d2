"""Reports: list the templates, run one with papermill, judge the run, hand it out as HTML and PDF."""

from .parameter import Parameter
from .run import Run, run
from .template import Template, template, templates

__all__ = ["Parameter", "Run", "Template", "run", "template", "templates"]
