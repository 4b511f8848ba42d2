"""The post-project review workbook: written from the declarations, and read back with every mistake's cell."""

from .draw import write_workbook
from .filled import draft_workbook, recognised
from .layout import is_no_data

__all__ = ["draft_workbook", "is_no_data", "recognised", "write_workbook"]
