"""What nobody types by accident: kinds of input that break programs.

The kinds follow the Big List of Naughty Strings (github.com/minimaxir/big-list-of-naughty-strings, MIT) and what
spreadsheets, decimals and calendars are known to stumble over; the strings are our own.
"""

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
TEXTS = {
    "nul": "a\x00b",
    "controls": "\x01\x07\x08\x1b[31m\x7f\r\n\t",
    "bidi": "ab\u202egpj.exe\u202c\u2066\u200f",
    "emoji": "👩‍👩‍👧 🏚️",
    "stacked accents": "Z͑ͫ̓a̴̵̞l̖̪g̡o",
    "byte order mark": "\ufeffRT 01",
    "long": "x" * 100_000,
    "sql": "'; DROP TABLE households_member; --",
    "markup": MARKUP,
    "template": "{{ 7*7 }}{% now %}${7*7}",
    "formula": "=SUM(A1;B1)",
    "arabic digits": "٣٢٧٦١١٥٧٠٨٩٠٠٠٠١",
    "full-width digits": "１２３",
    "superscript": "²",
    "huge number": "9" * 400,
    "beyond 64 bits": "99999999999999999999",
    "just beyond 64 bits": "9223372036854775808",
    "exponent": "1e999",
    "small exponent": "1e-400",
    "big decimal": "1E+999999999",
    "nan": "NaN",
    "signalling nan": "sNaN",
    "infinity": "Infinity",
    "negative": "-1",
    "many decimals": "0,00000000000000000001",
    "two commas": "1.2.3,4,5",
    "zero date": "0000-00-00",
    "impossible date": "31/02/2021",
    "far date": "99999-01-01",
    "first date": "0001-01-01",
    "last date": "9999-12-31",
    "moment": "2021-01-01T99:99",
    "not a uuid": "zzzzzzzz-0000-0000-0000-000000000000",
    "other uuid": "00000000-0000-4000-8000-000000000007",
    "path": "../../etc/passwd",
    "json": '{"__proto__": []}',
    "deep json": "[" * 3000,
    "broken polygon": '{"type": "Polygon", "coordinates": "x"}',
    "spaces": "   ",
    "format": "%s%n{0}",
}
# Bytes that are no UTF-8, as they stand in an address or in the body of a form.
RAW = {
    "invalid utf-8": "%ff%fe",
    "cut utf-8": "%e2%82",
    "encoded nul": "%00",
    "odd percent": "%zz%",
    "lone surrogate": "%ed%a0%80",
}
# Names and contents of files that are not what they say.
FILES = {
    "empty": ("foto.jpg", b"", "image/jpeg"),
    "not a picture": ("foto.jpg", b"bukan gambar", "image/jpeg"),
    "half a picture": ("foto.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
    "program": ("foto.exe", b"MZ\x90\x00", "application/octet-stream"),
    "path": ("../../foto.svg", b"<svg onload=alert(1)>", "image/svg+xml"),
    "bidi name": ("gpj\u202egpj.jpg", b"\xff\xd8\xff", "image/jpeg"),
    "huge": ("foto.jpg", b"\xff\xd8\xff" + b"\x00" * (9 * 1024 * 1024), "image/jpeg"),
    "archive": ("data.xlsx", b"PK\x03\x04\x14\x00", "application/zip"),
}
