"""The bytes that open packed files."""

from __future__ import annotations

ZSTD = b"\x28\xb5\x2f\xfd"
SKIPPED = tuple(bytes([n, 0x2A, 0x4D, 0x18]) for n in range(0x50, 0x60))
"""What opens frames of a zstd file that hold no data of it (RFC 8878, 3.1.2)."""
PACKED = {
    "gzip": (b"\x1f\x8b",),
    "bzip2": (b"BZh",),
    "xz": (b"\xfd7zXZ\x00",),
    "zstd": (ZSTD, *SKIPPED),
}
"""A way to pack -> the bytes, any of which open what is packed so."""
