"""How an account's number, or a word, could stand in bytes, and where in some bytes it does.

A search that knows one spelling proves little: programs write numbers in decimal, in binary of both orders, as a
database, a pickle or Python itself holds them, and as fingerprints that anybody can compute again. Nothing in here
reads a file; whoever has the bytes passes them in.
"""

import base64
import hashlib
import struct
from collections.abc import Iterator, Mapping
from urllib.parse import quote

LARGEST = 2**63 - 1
LEAST_BINARY = (
    2**24
)  # below that, four bytes hold a zero and are found by chance wherever a small number stands
FINGERPRINT = 8  # bytes of a digest: enough to know it by
_DIGIT_BITS = 30  # of CPython's integers

Forms = Mapping[str, bytes]


def text_forms(text: str) -> dict[str, bytes]:
    """Return the ways in which programs write a text, by name: encodings, escapes, base64 at three offsets, hex."""
    plain, wide = text.encode(), text.encode("utf-16-le")
    forms = {
        "text": plain,
        "UTF-16 little-endian": wide,
        "UTF-16 big-endian": text.encode("utf-16-be"),
        "UTF-32": text.encode("utf-32-le"),
        "JSON escapes": "".join(f"\\u{ord(one):04x}" for one in text if ord(one) < 0x10000).encode(),
        "percent-encoding": quote(text, safe="").encode(),
        "percent-encoding of each byte": "".join(f"%{one:02X}" for one in plain).encode(),
        "HTML entities": "".join(f"&#{ord(one)};" for one in text).encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
    }
    return _each_once(forms | {f"base64, offset {at}": _base64(plain, at) for at in range(3)})


def _base64(plain: bytes, at: int) -> bytes:
    """The letters that do not depend on what stands around the text, where `at` bytes come before it in its group."""
    whole = base64.b64encode(bytes(at) + plain)
    first = (0, 2, 3)[at]  # letters that hold bits of what comes before
    return whole[first : len(whole) - (0, 3, 2)[(at + len(plain)) % 3]]


def account_forms(number: int) -> dict[str, bytes]:
    """Return the ways in which programs write an account's number, by name. ValueError where it is none."""
    if not 0 < number <= LARGEST:
        raise ValueError("the number of an account is from 1 to 2^63 - 1")
    decimal = str(number)
    forms = {f"decimal as {name}": form for name, form in text_forms(decimal).items()}
    forms |= {"hexadecimal": f"{number:x}".encode(), "HEXADECIMAL": f"{number:X}".encode()}
    return _each_once({**forms, **_binary(number), **dict(_fingerprints(number))})


def _each_once(forms: Forms) -> dict[str, bytes]:
    """Two spellings that come out the same are one, under the first name."""
    names = {form: name for name, form in reversed(list(forms.items()))}
    return {name: form for name, form in forms.items() if names[form] == name}


def _binary(number: int) -> dict[str, bytes]:
    """As bytes. A number of 33 to 63 bits is looked for by the bytes that count: those are in its longer forms too."""
    size = max((number.bit_length() + 7) // 8, 4)
    forms = {
        "8 bytes, little-endian": number.to_bytes(8, "little"),
        "8 bytes, big-endian": number.to_bytes(8, "big"),
        "floating point, little-endian": struct.pack("<d", number),
        "floating point, big-endian": struct.pack(">d", number),
    }
    if number >= LEAST_BINARY:
        forms |= {
            f"{size} bytes, little-endian": number.to_bytes(size, "little"),
            f"{size} bytes, big-endian": number.to_bytes(size, "big"),
            "6 bytes, big-endian": number.to_bytes(max(size, 6), "big"),  # as SQLite keeps a value
            "SQLite's varint": varint(number),
            "Python's own digits": python_digits(number),
        }
    return forms


def varint(number: int) -> bytes:
    """Return a number as SQLite writes row numbers: seven bits a byte, the highest first (below 2^56)."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def python_digits(number: int) -> bytes:
    """Return a number as CPython holds it in memory: 30 bits in each four bytes, the lowest first."""
    digits = []
    while number:
        digits.append(number & (1 << _DIGIT_BITS) - 1)
        number >>= _DIGIT_BITS
    return struct.pack(f"<{len(digits)}I", *digits)


def _fingerprints(number: int) -> Iterator[tuple[str, bytes]]:
    """Digests without a key: all ids can be tried in hours, so such a digest is the id."""
    for name in ("md5", "sha1", "sha256", "blake2b"):
        for way, spelled in (("decimal", str(number).encode()), ("8 bytes", number.to_bytes(8, "big"))):
            digest = hashlib.new(name, spelled, usedforsecurity=False).digest()
            yield f"{name} of its {way}", digest[:FINGERPRINT]
            yield f"{name} of its {way}, in hex", digest.hex()[: 2 * FINGERPRINT].encode()
    short = hashlib.blake2b(number.to_bytes(8, "big"), digest_size=FINGERPRINT).digest()
    yield "blake2b without a key", short


def found(data: bytes, forms: Forms) -> list[tuple[str, int]]:
    """Return which forms stand in the data, each with the offset of its first place; the numbers of people only whole:
    in 12345 there is no account 123."""
    places = ((name, _place(data, form)) for name, form in forms.items())
    return [(name, place) for name, place in places if place >= 0]


def _place(data: bytes, form: bytes) -> int:
    place = data.find(form)
    while place >= 0 and form.isdigit() and _goes_on(data, place, place + len(form)):
        place = data.find(form, place + 1)
    return place


def _goes_on(data: bytes, start: int, end: int) -> bool:
    return data[max(start - 1, 0) : start].isdigit() or data[end : end + 1].isdigit()
