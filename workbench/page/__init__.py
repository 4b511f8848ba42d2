"""What a notebook shows: small frozen blocks with escaped HTML and plain text, and the one stylesheet."""

from .block import RECORD, Block
from .document import document, print_footer
from .head import Card, Cards, Headline, Title
from .layout import Columns, Section, Stack, Text
from .notes import Action, Evidence, Lessons, Note
from .picture import Picture, picture_links
from .spreadsheet import csv_text
from .stylesheet import Style, css
from .table import Column, Table
from .track import Track
from .why import Why

__all__ = [
    "RECORD",
    "Action",
    "Block",
    "Card",
    "Cards",
    "Column",
    "Columns",
    "Evidence",
    "Headline",
    "Lessons",
    "Note",
    "Picture",
    "Section",
    "Stack",
    "Style",
    "Table",
    "Text",
    "Title",
    "Track",
    "Why",
    "css",
    "csv_text",
    "document",
    "picture_links",
    "print_footer",
]
