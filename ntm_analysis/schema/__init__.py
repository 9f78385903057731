"""The field dictionary and the tables made of its fields."""

from ntm_analysis.schema.fields import FIELDS, Field
from ntm_analysis.schema.processed import PROCESSED
from ntm_analysis.schema.raw import RAW
from ntm_analysis.schema.reference import REFERENCE
from ntm_analysis.schema.tables import Table

__all__ = ["FIELDS", "PROCESSED", "RAW", "REFERENCE", "Field", "Table"]
