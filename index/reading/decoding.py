"""Bytes of a text file to text: what is not certain is refused, never guessed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from index.errors import Unreadable
from index.reading.frequent import familiarity

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Big5 has no one table: the plain one first, then the two with additions in use.
TRIED = ("utf-8", "gb18030", "big5", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030（GBK）",
    "big5": "Big5",
    "cp950": "Big5",
    "big5hkscs": "Big5",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
}
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
PLAUSIBLE, CLEAR_LEAD, LEAD_OF_FEW, FEW = 0.35, 0.25, 0.6, 4
# What text without a single Chinese character scores: less than Chinese that comes out whole, more than rubbish.
ONLY_ASCII = 0.7
SAVE_AS_UTF8 = "请用记事本、WPS 或 Word 打开它，确认文字正常后另存为 UTF-8 编码的文本文件。"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and what to tell the reader about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    decoded: Decoded
    score: float


def decode(data: bytes) -> Decoded:
    """The text of a file; raises Unreadable if it is no text, or if its encoding cannot be told for certain."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data.removeprefix(mark), encoding)
    if not data.strip(b"\0"):
        raise Unreadable("文件里没有文字。", "请确认选对了文件；空文件不能入库。")
    return _certainly_utf8(data) or _likeliest(data)


def _marked(data: bytes, encoding: str) -> Decoded:
    decoded = _strictly(data, encoding)
    if decoded is None or CONTROLS.search(decoded.text.replace("\0", "")):
        name = NAMES[encoding]
        raise Unreadable(f"文件开头标明是 {name} 编码，但内容不符，可能已经损坏。", SAVE_AS_UTF8)
    return decoded


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    """Decoded without a single error, except for a character cut off at the very end of the file."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(data, final=False)
    except UnicodeDecodeError:
        return None
    rest = decoder.getstate()[0]
    notes = () if encoding == "utf-8" else (f"按 {NAMES[encoding]} 编码读取。",)
    if rest:
        notes = (*notes, "文件末尾有半个字，可能没有传完整，已略去。")
    return Decoded(text, encoding, notes)


def _certainly_utf8(data: bytes) -> Decoded | None:
    """Four characters of three bytes that keep UTF-8's rules come about in no other encoding, whatever they say."""
    decoded = _strictly(data, "utf-8")
    if decoded is None or len(CONTROLS.findall(decoded.text)) * 10 > len(decoded.text):
        return None
    long = islice((c for c in decoded.text if c >= "\u0800"), FEW)
    return decoded if len(list(long)) == FEW else None


def _likeliest(data: bytes) -> Decoded:
    candidates = sorted(_candidates(data), key=lambda c: -c.score)
    if not candidates or candidates[0].score < PLAUSIBLE:
        raise _unknown(data)
    best = candidates[0]
    rivals = [c for c in candidates[1:] if c.decoded.text != best.decoded.text and not _same_family(c, best)]
    lead = CLEAR_LEAD if _foreign(best.decoded.text, FEW) >= FEW else LEAD_OF_FEW
    if rivals and best.score - max(rivals[0].score, 0.0) < lead:
        names = "、".join(NAMES[c.decoded.encoding] for c in (best, rivals[0]))
        raise Unreadable(f"文字太少，分不清文件是哪种编码（可能是 {names}）。", SAVE_AS_UTF8)
    _check_evenness(best.decoded)
    return best.decoded


def _foreign(text: str, enough: int) -> int:
    """How many characters are not ASCII, counted up to `enough`."""
    return len(list(islice((c for c in text if not c.isascii()), enough)))


def _same_family(one: _Candidate, other: _Candidate) -> bool:
    return NAMES[one.decoded.encoding] == NAMES[other.decoded.encoding]


def _candidates(data: bytes) -> list[_Candidate]:
    found = (_strictly(data, encoding) for encoding in TRIED)
    return [_Candidate(decoded, _plausibility(decoded)) for decoded in found if decoded and decoded.text]


def _plausibility(decoded: Decoded) -> float:
    """Mean familiarity of what is not ASCII."""
    text = decoded.text[:200_000]
    controls = len(CONTROLS.findall(text))
    asked = [familiarity(character) for character in text if not character.isascii()]
    if not asked:
        return ONLY_ASCII - 10 * controls
    cut = 0.2 if decoded.notes and "半个字" in decoded.notes[-1] else 0.0
    return sum(asked) / len(asked) - cut - 10 * controls / max(len(text), 1)


def _check_evenness(decoded: Decoded) -> None:
    """A file put together from two encodings decodes as one of them, with some lines turned to rubbish."""
    for number, line in enumerate(decoded.text.split("\n"), 1):
        asked = [familiarity(character) for character in line if not character.isascii()]
        if len(asked) >= 6 and sum(asked) / len(asked) < 0.1:
            name = NAMES[decoded.encoding]
            raise Unreadable(f"文件里混有不止一种编码：按 {name} 读取时，第 {number} 行是乱码。", SAVE_AS_UTF8)


def _unknown(data: bytes) -> Unreadable:
    if data.count(0) > len(data) // 20 or len(CONTROLS.findall(data.decode("latin-1"))) > len(data) // 20:
        return Unreadable("这不是文本文件，里面是二进制内容。", "请选择文字材料：.txt、.md、.docx 或 .pdf 等。")
    line = _first_broken_line(data)
    place = f"第 {line} 行起不是完整的 UTF-8，也" if line > 1 else "内容"
    return Unreadable(f"认不出文件的编码：{place}不像 GB18030、Big5 或 UTF-16 编码的中文。", SAVE_AS_UTF8)


def _first_broken_line(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1
