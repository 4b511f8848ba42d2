"""Reports: list the templates, run one with papermill, judge the run, hand it out as HTML and PDF."""

from .index import entries, write_index
from .parameter import Parameter
from .run import Run, run
from .template import Template, parse_words, template, templates
from .workshop import Workshop

__all__ = ["Parameter", "Run", "Template", "Workshop", "entries", "parse_words", "run", "template", "templates", "write_index"]
