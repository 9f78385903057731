"""What the reader of a review opens: its front page, Word document, workbook, list of changes and citation."""

from ntm_analysis.products.make import make_products

__all__ = ["make_products"]
