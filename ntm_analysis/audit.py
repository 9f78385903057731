"""Holding data/raw against the original files: does every printed run stand on its line, and what was left out."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ntm_analysis.errors import BadInputError, NtmError

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
CONTEXT = 30
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    `missing`: printed cells that do not stand where their row says (table, row, document, line, column, text).
    `uncovered`: numeric runs that no raw row holds (document, line, run, kind, context); kind is empty where no
    pattern of data/reference/uncovered.csv explains the run.
    `coverage`: for each document, its numeric runs by how they are accounted for.
    """

    missing: pd.DataFrame
    uncovered: pd.DataFrame
    coverage: pd.DataFrame


class Document:
    """An original file, in NFC, by lines, with a mark on every character that a raw row accounts for."""

    def __init__(self, name: str, path: Path):
        self.name = name
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise BadInputError(str(path), "no UTF-8", "text in UTF-8", "save the document as UTF-8 text") from None
        except OSError as error:
            found = error.strerror or "an error"
            raise BadInputError(str(path), found, "a readable file", "check its rights") from None
        self.lines = unicodedata.normalize("NFC", text).split("\n")
        self.held = [bytearray(len(line)) for line in self.lines]

    def window(self, first: int, last: int) -> "Window":
        """Give lines first..last (1-based) as one text, each line break with the blanks around it as one space."""
        pieces, places = [], []
        for number in range(first, min(last, len(self.lines)) + 1):
            line = self.lines[number - 1]
            begin = 0 if number == first else len(line) - len(line.lstrip())
            end = len(line) if number == last else len(line.rstrip())
            if pieces and end > begin:
                pieces.append(" ")
                places.append(None)
            pieces.append(line[begin:end])
            places += [(number, at) for at in range(begin, end)]
        return Window("".join(pieces), places)

    def hold(self, places: list) -> None:
        """Mark characters as accounted for."""
        for number, at in filter(None, places):
            self.held[number - 1][at] = 1

    def is_held(self, places: list) -> bool:
        """Say whether all characters of a run are accounted for."""
        return all(self.held[number - 1][at] for number, at in filter(None, places))


@dataclass(frozen=True)
class Window:
    """Some lines of a document as one text, with the place (line, column) of each character."""

    text: str
    places: list

    def begins(self, printed: str, line: int) -> bool:
        """Say whether a run begins on a line."""
        return any(self.places[at] and self.places[at][0] == line for at in self.find(printed))

    def find(self, printed: str) -> list[int]:
        """Give the places at which a run stands, no piece of a longer number among them."""
        found = (match.start() for match in re.finditer(re.escape(printed), self.text))
        return [at for at in found if _bounded(self.text, at, printed)]


def find_documents(folder: Path, register: pd.DataFrame) -> dict[str, Document]:
    """Match the files of a folder with the register by their hash, whatever their names.

    Raises NtmError when the folder holds none of them; unknown files are named in the error only then.
    """
    if not folder.is_dir():
        raise NtmError(
            f"{folder}: found no such folder, expected the folder with the original text files; check the path."
        )
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}
    known = dict(zip(register["document"], register["file_sha256"], strict=True))
    found = {name: Document(name, by_hash[digest]) for name, digest in known.items() if digest in by_hash}
    if not found:
        listed = ", ".join(path.name for path in paths) or "no files"
        do = "use the files listed in data/raw/documents.csv, or add the document to the register"
        raise NtmError(f"{folder}: found {listed}, expected a file whose SHA-256 stands in the register; {do}.")
    return found


def unknown_files(folder: Path, register: pd.DataFrame) -> list[str]:
    """Name the files of a folder whose hash stands in no row of the register."""
    paths = (path for path in sorted(folder.iterdir()) if path.is_file())
    known = set(register["file_sha256"])
    return [path.name for path in paths if hashlib.sha256(path.read_bytes()).hexdigest() not in known]


def audit(raw: Tables, documents: dict[str, Document], kinds: pd.DataFrame) -> Audit:
    """Check every printed cell of data/raw against the documents, and list the numeric runs left out."""
    rows = [_Row(table, row, cells, documents[cells["document"]]) for table, row, cells in _rows(raw, documents)]
    for row in rows:
        row.hold([row.printed])
    missing = [cell for row in rows for cell in row.check()]
    left = [run for document in documents.values() for run in _left_out(document, kinds)]
    uncovered = pd.DataFrame(left, columns=["document", "line", "run", "kind", "context"])
    columns = ["table", "row", "document", "line", "column", "text"]
    return Audit(pd.DataFrame(missing, columns=columns), uncovered, _coverage(documents, uncovered))


def _rows(raw: Tables, documents: dict[str, Document]):
    for table, frame in raw.items():
        if table != "documents":
            for row, cells in frame[frame["document"].isin(list(documents))].iterrows():
                yield table, row, cells


class _Row:
    """A raw row and the lines of the document that it is about."""

    def __init__(self, table: str, number: int, cells: pd.Series, document: Document):
        self.place = {"table": table, "row": number, "document": document.name, "line": int(cells["line"])}
        self.document, self.printed = document, cells["printed"]
        self.texts = {name: text for name, text in cells.items() if name.endswith("_printed") and text}
        line = int(cells["line"])
        first, last = int(cells.get("line_from") or line), int(cells.get("line_to") or line)
        self.window = document.window(first, max(last, _end(document, line, self.printed)))

    def check(self) -> list[dict]:
        """Give the cells that do not stand where the row says, and mark the runs of the others."""
        wrong = {name: text for name, text in self.texts.items() if not self.window.find(text)}
        if not self.window.begins(self.printed, self.place["line"]):
            wrong["printed"] = self.printed
        others = (text for name, text in self.texts.items() if name not in wrong and not _inside(text, self.printed))
        self.hold(sorted(others, key=len, reverse=True))
        return [{**self.place, "column": name, "text": text} for name, text in wrong.items()]

    def hold(self, texts: list[str]) -> None:
        """Mark each run, longest first, where it stands and is not yet held."""
        for text in texts:
            spans = [self.window.places[at : at + len(text)] for at in self.window.find(text)]
            fresh = [span for span in spans if not self.document.is_held(span)]
            for span in (fresh or spans)[:1]:
                self.document.hold(span)


def _inside(text: str, printed: str) -> bool:
    found = (match.start() for match in re.finditer(re.escape(text), printed))
    return any(_bounded(printed, at, text) for at in found)


def _end(document: Document, line: int, printed: str) -> int:
    """Give a line that a run beginning on `line` cannot reach beyond: blank lines between its parts do not count."""
    last, room = line, len(printed)
    while room > 0 and last < len(document.lines):
        last += 1
        text = document.lines[last - 1].strip()
        room -= len(text) + 1 if text else 0
    return last


def _bounded(whole: str, at: int, text: str) -> bool:
    """Say whether a run is no piece of a longer number."""
    before, after = whole[:at][-1:], whole[at + len(text) :][:1]
    return not (text[0].isdigit() and before.isdigit()) and not (text[-1].isdigit() and after.isdigit())


def _left_out(document: Document, kinds: pd.DataFrame) -> list[dict]:
    here = kinds[kinds["document"].isin(["", document.name])]
    patterns = [(re.compile(kind.pattern), kind.kind) for kind in here.itertuples()]
    left = []
    for number, line in enumerate(document.lines, start=1):
        for match in NUMERAL.finditer(line):
            if all(document.held[number - 1][match.start() : match.end()]):
                continue
            start, end = max(0, match.start() - CONTEXT), match.end() + CONTEXT
            kind = next((name for pattern, name in patterns if _explains(pattern, line, match)), "")
            context = line[start:end].strip()
            left.append({"document": document.name, "line": number, "run": match[0], "kind": kind, "context": context})
    return left


def _explains(pattern: re.Pattern, line: str, run: re.Match) -> bool:
    return any(found.start() <= run.start() and run.end() <= found.end() for found in pattern.finditer(line))


def _coverage(documents: dict[str, Document], uncovered: pd.DataFrame) -> pd.DataFrame:
    runs = {name: sum(len(NUMERAL.findall(line)) for line in document.lines) for name, document in documents.items()}
    left = uncovered.groupby("document").size()
    explained = uncovered[uncovered["kind"] != ""].groupby("document").size()
    frame = pd.DataFrame({"numeric_runs": runs, "left_out": left, "explained": explained}).fillna(0).astype(int)
    frame["held"] = frame["numeric_runs"] - frame["left_out"]
    frame["unexplained"] = frame["left_out"] - frame["explained"]
    return frame.rename_axis("document").reset_index()
