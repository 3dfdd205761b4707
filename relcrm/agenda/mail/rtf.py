"""The text of a mail that Outlook kept as packed RTF alone ([MS-OXRTFCP]). No database."""

import re
import struct

LONGEST = 20 << 20
DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
SILENT = frozenset("fonttbl colortbl stylesheet info pict object header footer filetbl listtable generator".split())
BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "row": "\n", "cell": "\t", "emdash": "—", "endash": "–",
          "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}  # fmt: skip
TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")


def unpack(packed: bytes) -> bytes:
    """Return the RTF of a packed stream; what is damaged gives what could be read."""
    if len(packed) < 16:
        return b""
    _size, raw, kind = struct.unpack_from("<III", packed)
    if kind == 0x414C454D:
        return packed[16 : 16 + min(raw, LONGEST)]
    window, at, write, out = bytearray(DICTIONARY.ljust(4096, b"\0")), 16, len(DICTIONARY), bytearray()
    while at < len(packed) and len(out) < min(raw, LONGEST):
        flags, at = packed[at], at + 1
        for bit in range(8):
            if at >= len(packed):
                break
            if not flags >> bit & 1:
                piece, at = packed[at : at + 1], at + 1
            else:
                if at + 2 > len(packed):
                    return bytes(out)
                token, at = int.from_bytes(packed[at : at + 2], "big"), at + 2
                offset, length = token >> 4, (token & 0xF) + 2
                if offset == write % 4096:
                    return bytes(out)
                piece = bytearray()
                for step in range(length):
                    piece.append(window[(offset + step) % 4096])
                    window[(write + step) % 4096] = piece[-1]
            for sign in piece:
                window[write % 4096] = sign
                write += 1
            out += piece
    return bytes(out)


def get_text(content: bytes) -> str:
    """Return the readable text of RTF, in the code page that it names."""
    page = re.search(rb"\\ansicpg(\d{3,5})", content[:2000])
    charset = f"cp{page[1].decode()}" if page else "cp1252"
    out, stack, silent, skip = [], [], False, 0
    for match in TOKEN.finditer(content):
        word, number, code, sign, brace, text = match.groups()
        if brace == b"{":
            stack.append(silent)
        elif brace == b"}":
            silent = stack.pop() if stack else False
        elif sign == b"*":
            silent = True
        elif word and word.decode() in SILENT:
            silent = True
        elif silent:
            continue
        elif word == b"u" and number:
            out.append(chr(int(number) % 65536) if not 0xD800 <= int(number) % 65536 < 0xE000 else "")
            skip = 1
        elif word:
            out.append(BREAKS.get(word.decode(), ""))
        elif code:
            out.append("" if skip else _decode(bytes([int(code, 16)]), charset))
            skip = 0
        elif sign:
            out.append({b"~": "\u00a0", b"_": "-"}.get(sign, sign.decode("latin-1") if sign in b"\\{}" else ""))
        elif text:
            shown = _decode(text, charset)
            out.append(shown[skip:] if shown else "")
            skip = 0
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()


def _decode(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError):
        return content.decode("latin-1")
