"""Reports: list the templates, run one with papermill, judge the run, hand it out as HTML and PDF."""

from .batch import Issue, issue, plan, shard
from .confluence import post
from .entry import entries
from .index import write_index
from .markdown import to_markdown
from .order import Order, order
from .parameter import Parameter
from .run import Run, run
from .storage import Storage, to_storage
from .template import Template, parse_words, template, templates
from .workshop import Workshop

__all__ = [
    "Issue",
    "Order",
    "Parameter",
    "Run",
    "Storage",
    "Template",
    "Workshop",
    "entries",
    "issue",
    "order",
    "parse_words",
    "plan",
    "post",
    "run",
    "shard",
    "template",
    "templates",
    "to_markdown",
    "to_storage",
    "write_index",
]
