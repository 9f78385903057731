"""The Frictionless Data Package that describes the processed tables, made from the field dictionary."""

from ntm_analysis import __version__
from ntm_analysis.schema import PROCESSED, Field, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def describe(digests: dict[str, str], sizes: dict[str, int]) -> dict:
    """Give the content of datapackage.json for the processed files."""
    return {
        "$schema": PROFILE,
        "name": "ntm-analysis",
        "title": "New Rural Development in Lạng Sơn province and Bắc Sơn district, 2011-2021",
        "version": __version__,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 (the arrangement of the figures)",
            }
        ],
        "sources": [{"title": "Five official documents, listed in documents.csv"}],
        "resources": [_resource(table, digests, sizes) for table in PROCESSED.values()],
    }


def _resource(table: Table, digests: dict[str, str], sizes: dict[str, int]) -> dict:
    path = f"{table.name}.csv"
    return {
        "name": table.name.replace("_", "-"),
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{digests[path]}",
        "bytes": sizes[path],
        "description": f"One row per {table.row.removeprefix('a ').removeprefix('an ')}. {table.hazards}".strip(),
        "schema": {
            "$schema": PROFILE.replace("datapackage.json", "tableschema.json"),
            "fields": [_field(table.field(column), column in table.required) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _field(field: Field, required: bool) -> dict:
    constraints = {
        "required": required or None,
        "enum": [value for value in field.allowed if value] or None,
        "pattern": field.pattern if field.pattern and field.type == "string" else None,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    entry = {"name": field.name, "type": field.type, "description": field.meaning}
    if field.unit:
        entry["unit"] = field.unit
    constraints = {key: value for key, value in constraints.items() if value is not None}
    return {**entry, "constraints": constraints} if constraints else entry
