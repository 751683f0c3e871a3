"""Text of unknown encoding: Unicode where it is that, else the code page of Central or of Western Europe."""

import re
from collections.abc import Sequence

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CENTRAL = frozenset({"PL", "RO", "CZ", "SK", "HU", "HR", "SI", "MD"})
# What Windows-1252 shows in the midst of words where Windows-1250 was meant: ¹ for ą, ³ for ł, ¿ for ż, œ for ś ...
_SIGNS_IN_WORDS = re.compile(r"[a-zà-ÿ][¹³¿¼¾º£¥¯ª]|[¹³¿¼¾º£¥¯ª][a-zà-ÿ]|\B[œŒŸ]\B")
_SAMPLE = 65_536


def decode(data: bytes, regions: Sequence[str] = ()) -> str:
    """Read bytes by their mark, as UTF-8 or UTF-16, else by a code page; what no page knows becomes `�`.

    Args:
        data: The bytes of a file, or of a line of it.
        regions: The countries of their writer (ISO 3166-1 alpha-2), which decide where the letters do not.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := _wide(data[:_SAMPLE]):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(code_page(data, regions), "replace")


def code_page(data: bytes, regions: Sequence[str] = ()) -> str:
    """Tell which code page of Windows bytes that are no UTF-8 were written in: `cp1250` or `cp1252`."""
    if _SIGNS_IN_WORDS.search(data.decode("cp1252", "replace")):
        return "cp1250"
    return "cp1250" if regions and regions[0] in _CENTRAL else "cp1252"


def _wide(sample: bytes) -> str:
    """Tell UTF-16 without its mark: of text in our alphabets, every other byte is mostly zero."""
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) * 0.3 and not odd else ""
