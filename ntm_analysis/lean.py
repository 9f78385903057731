"""nbformat, imported without what takes a second and no notebook needs.

Its library for JSON Schema builds the whole grammar of IRIs on import where rfc3987_syntax is installed; the schemas of
notebooks name none.
"""

import sys

_GRAMMAR = "rfc3987_syntax"
_is_absent = sys.modules.setdefault(_GRAMMAR) is None

import nbformat  # noqa: E402
import nbformat.v4  # noqa: E402

if _is_absent:
    del sys.modules[_GRAMMAR]

__all__ = ["nbformat"]
