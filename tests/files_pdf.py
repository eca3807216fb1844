"""Makes small PDF files with Chinese text at given places, for tests."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence

Placed = tuple[float, float, float, str]
"""Left edge, height above the foot of the page, size, text."""


def pdf_of(pages: Sequence[Sequence[Placed]]) -> bytes:
    return pdf_with([_stream(page) for page in pages], {c for page in pages for row in page for c in row[3]})


def pdf_with(contents: Sequence[bytes], characters: Iterable[str] = ()) -> bytes:
    """A PDF whose pages run the given operators."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]/MediaBox[0 0 595 842]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Song/DW 1000/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        _packed(_to_unicode(characters)),
    ]
    for i, content in enumerate(contents):
        resources = f"/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents {7 + 2 * i} 0 R"
        objects += [f"<</Type/Page{resources}>>".encode(), _packed(content)]
    return _file(objects)


def column(texts: Iterable[str], *, left: float = 90, top: float = 740, size: float = 16) -> list[Placed]:
    """Rows one below the other; two full-width blanks in front of a row are an indentation."""
    rows: list[Placed] = []
    for i, text in enumerate(texts):
        indent = len(text) - len(text.lstrip("\u3000"))
        rows.append((left + indent * size, top - i * size * 1.6, size, text.lstrip("\u3000")))
    return rows


def locked(pdf: bytes, password: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(rows: Iterable[Placed]) -> bytes:
    shown = (f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{_hex(text)}> Tj ET" for x, y, size, text in rows)
    return "\n".join(shown).encode()


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _to_unicode(characters: Iterable[str]) -> bytes:
    pairs = "\n".join(f"1 beginbfchar\n<{_hex(c)}> <{_hex(c)}>\nendbfchar" for c in sorted(characters))
    space = "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange"
    return f"/CIDInit /ProcSet findresource begin\nbegincmap\n{space}\n{pairs}\nendcmap".encode()


def _packed(data: bytes) -> bytes:
    data = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.5\n", []
    for i, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
