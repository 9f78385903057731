"""Long CSV files: what is read and written is what the strict reader and the plain writer read and write."""

import pandas as pd
import pytest

from ntm_analysis import bulk
from ntm_analysis.bulk import csv_blocks, read_table, row_ends
from ntm_analysis.errors import BadInputError
from ntm_analysis.files import csv_bytes, read_csv

NAME = "data/raw/long.csv"
GOOD = {
    "numbers keep their zeros": "a,b\n00001,1\n2,05\n,\n",
    "quoted commas and quotes": 'a,b\n"20,77%","said ""so"""\n"",x\n',
    "a line break in a cell": 'a,b\n"two\nlines",1\n3,4\n',
    "words that look absent": "a,b\nNA,nan\nnull,None\n",
    "no line end at the end": "a,b\n1,2\n3,4",
    "lines of another system": "a,b\r\n1,2\r\n",
    "a quote inside a bare cell": 'a,b\nx"y,1\n',
    "spaces": "a,b\n 1 ,  2\n",
    "the letter that keeps numbers text": "a,b\nx,1\n2,x\n",
    "no rows": "a,b\n",
}
BAD = {
    "short row": ("a,b\n1,2\n3\n", "row 3: found 1 cells"),
    "long row": ("a,b\n1,2\n3,4,5\n", "row 3: found 3 cells"),
    "short and long": ("a,b,c\n1,2\n3,4,5,6\n", "row 2: found 2 cells"),
    "all rows long": ("a,b\n1,2,3\n4,5,6\n", "row 2: found 3 cells"),
    "empty line": ("a,b\n1,2\n\n3,4\n", "row 3: found 0 cells"),
    "text behind a quote": ('a,b\n"1"x,2\n', "row 2: found "),
    "open quote": ('a,b\n"1,2\n3,4\n', "found unexpected end of data"),
    "not NFC": ("a,b\n1,2\nO\u0302,3\n", "row 3: found text that is not NFC"),
    "not UTF-8": (b"a,b\n1,\xe9\n", "found byte 0xe9 at offset 6"),
    "byte order mark": (b"\xef\xbb\xbfa,b\n1,2\n", "found a byte order mark"),
}


@pytest.fixture
def long(tmp_path, monkeypatch):
    """Give a function that writes a file which is read as a long one, a few bytes at a time."""
    monkeypatch.setattr(bulk, "LONG_BYTES", 0)
    monkeypatch.setattr(bulk, "BLOCK_BYTES", 4)

    def write(text):
        path = tmp_path / "long.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_long_files_are_read_as_the_strict_reader_reads_them(long, text):
    path = long(text)
    pd.testing.assert_frame_equal(read_table(path, NAME).astype("str"), read_csv(path, NAME))


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_faults_of_long_files_are_named_as_the_strict_reader_names_them(long, text, message):
    with pytest.raises(BadInputError, match=message):
        read_table(long(text), NAME)


@pytest.mark.parametrize("rows", [1, 2, 1_000])
def test_written_as_the_plain_writer_does(monkeypatch, rows):
    monkeypatch.setattr(bulk, "BLOCK_ROWS", rows)
    cells = ["", "1", "a,b", 'say "so"', "two\nlines", "Đồng Ý"]
    frame = pd.DataFrame({"one": cells, "two": ["x", "y"] * 3, "three": cells[::-1]}, dtype="str")
    coded = frame.astype({"one": "category", "two": "category"})
    whole = b"".join(csv_blocks(coded))
    assert whole == csv_bytes(frame) == b"".join(csv_blocks(frame))
    ends = row_ends(coded)
    assert ends[-1] == len(whole)
    assert whole[ends[2] : ends[3]] == b'"a,b",x,"say ""so"""\n'
