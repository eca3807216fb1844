"""Numbers as Word writes them in automatic lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

DIGITS = "〇一二三四五六七八九"
LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def numeral(value: int, form: str) -> str:
    """The value in one of Word's number formats; formats Word does not use in Chinese lists come out as plain digits."""
    return _FORMS.get(form, str)(value)


def _thousands(value: int, digits: str, units: tuple[str, str, str], one_ten: str) -> str:
    """Reading with units: 一百零一, 一千二百三十. `one_ten` is what 10 to 19 begin with."""
    if not 0 < value < 10_000:
        return str(value)
    if value < 20 and value >= 10:
        return one_ten + (digits[value - 10] if value > 10 else "")
    out, pending_zero = "", False
    for figure, unit in zip(f"{value:04d}", (*reversed(units), ""), strict=True):
        if figure == "0":
            pending_zero = bool(out)
            continue
        out += (digits[0] if pending_zero else "") + digits[int(figure)] + unit
        pending_zero = False
    return out


_COUNTING = partial(_thousands, digits="零" + DIGITS[1:], units=("十", "百", "千"), one_ten="十")


def _counting(value: int) -> str:
    """With 十 below a hundred, digit by digit from there on, as Word does."""
    return _COUNTING(value) if value < 100 else _digits(value, "○" + DIGITS[1:])


def _japanese(value: int) -> str:
    """No 一 before a unit and no 零: 百一, 千百十一."""
    if not 0 < value < 10_000:
        return str(value)
    pairs = zip(f"{value:04d}", ("千", "百", "十", ""), strict=True)
    return "".join(("" if f == "1" and unit else DIGITS[int(f)]) + unit for f, unit in pairs if f != "0")


def _digits(value: int, digits: str) -> str:
    return "".join(digits[int(figure)] for figure in str(value))


def _full_width(value: int) -> str:
    return _digits(value, "０１２３４５６７８９")


def _letters(value: int) -> str:
    """From a to z, then aa, bb: Word repeats the letter."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else str(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    out = ""
    for amount, letters in ROMAN:
        out, value = out + letters * (value // amount), value % amount
    return out


def _from(first: str, count: int, value: int) -> str:
    """A row of enclosed characters in Unicode; beyond its end Word falls back to digits."""
    return chr(ord(first) + value - 1) if 0 < value <= count else str(value)


def _cycle(row: str, value: int) -> str:
    return row[value - 1] if 0 < value <= len(row) else str(value)


def _nothing(value: int) -> str:
    return ""


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": partial(_from, "①", 20),
    "decimalEnclosedCircleChinese": partial(_from, "①", 20),
    "decimalEnclosedFullstop": partial(_from, "⒈", 20),
    "decimalEnclosedParen": partial(_from, "⑴", 20),
    "ideographEnclosedCircle": partial(_from, "㊀", 10),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _COUNTING,
    "taiwaneseCountingThousand": _COUNTING,
    "japaneseCounting": _japanese,
    "ideographDigital": partial(_digits, digits=DIGITS),
    "japaneseDigitalTenThousand": partial(_digits, digits=DIGITS),
    "taiwaneseDigital": partial(_digits, digits="○" + DIGITS[1:]),
    "chineseLegalSimplified": partial(_thousands, digits=LEGAL_SIMPLIFIED, units=("拾", "佰", "仟"), one_ten="壹拾"),
    "ideographLegalTraditional": partial(
        _thousands, digits=LEGAL_TRADITIONAL, units=("拾", "佰", "仟"), one_ten="壹拾"
    ),
    "ideographTraditional": partial(_cycle, STEMS),
    "ideographZodiac": partial(_cycle, BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "none": _nothing,
}
