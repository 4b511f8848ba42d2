"""Reports: list the templates, run one with papermill, judge the run, hand it out as HTML and PDF."""

from .batch import Issue, issue, plan, shard
from .index import entries, write_index
from .order import Order, order
from .parameter import Parameter
from .run import Run, run
from .template import Template, parse_words, template, templates
from .workshop import Workshop

__all__ = [
    "Issue",
    "Order",
    "Parameter",
    "Run",
    "Template",
    "Workshop",
    "entries",
    "issue",
    "order",
    "parse_words",
    "plan",
    "run",
    "shard",
    "template",
    "templates",
    "write_index",
]
