"""Files written whole or not at all: a temporary file in the same folder, then a rename."""

from __future__ import annotations

import os
import tempfile

from stripper.errors import StripperError

PREFIX = ".stripper-"
"""How the names of temporary files begin; only a killed run leaves one behind."""


def put(path: str, data: bytes, *, mode: int | None = None) -> None:
    """Write a new file, or take the place of one, with the given mode (default: what the umask leaves).

    A symbolic link at `path` is replaced, not followed. Raises OSError.
    """
    if mode is None:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary = _temporary(path, data, None, mode, sync=False)
    _move(temporary, path)


def swap(path: str, data: bytes, old: os.stat_result, *, keep_times: bool = False, backup: str = "") -> None:
    """Put `data` in the place of the file `path`, whose state was `old` when it was read.

    The new file has mode, owner, group and extended attributes of the old one, and its times with `keep_times`.
    `backup` is the path that a copy of the old file goes to first. Data and name are on the disk when this returns.
    `path` is no symbolic link. Raises OSError, and StripperError when the file has changed since it was read.
    """
    if backup:
        with open(path, "rb") as file:
            spare = _temporary(backup, file.read(), path, old.st_mode, sync=True, like=old)
        os.utime(spare, ns=(old.st_atime_ns, old.st_mtime_ns))
        _move(spare, backup)
    temporary = _temporary(path, data, path, old.st_mode, sync=True, like=old)
    try:
        if keep_times:
            os.utime(temporary, ns=(old.st_atime_ns, old.st_mtime_ns))
        now = os.lstat(path)
        if _state(now) != _state(old):
            raise StripperError("changed while it was being cleaned; nothing was written; try again")
    except BaseException:
        os.unlink(temporary)
        raise
    _move(temporary, path)
    _sync_folder(os.path.dirname(path))


def _state(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def _temporary(
    path: str, data: bytes, source: str | None, mode: int, *, sync: bool, like: os.stat_result | None = None
) -> str:
    """Write `data` to a temporary file beside `path` and return its path; nothing is left behind on failure."""
    file, temporary = tempfile.mkstemp(prefix=PREFIX, dir=os.path.dirname(path) or ".")  # 0600, never a link
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
            if like:
                _own(file, like)
            if source:
                _copy_attributes(source, file)
            os.fchmod(file, mode & 0o7777)
            if sync:
                os.fsync(file)
        finally:
            os.close(file)
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary


def _move(temporary: str, path: str) -> None:
    try:
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _own(file: int, like: os.stat_result) -> None:
    own = os.fstat(file)
    if (own.st_uid, own.st_gid) == (like.st_uid, like.st_gid):
        return
    try:
        os.fchown(file, like.st_uid, like.st_gid)
    except PermissionError:
        raise StripperError("belongs to another user or group, which could not be kept; use -o DIR") from None


def _copy_attributes(source: str, file: int) -> None:
    """Copy extended attributes (access control lists are among them), as far as the system lets us."""
    for name in os.listxattr(source) if hasattr(os, "listxattr") else ():
        try:
            os.setxattr(file, name, os.getxattr(source, name))
        except OSError:
            continue


def _sync_folder(folder: str) -> None:
    place = os.open(folder or ".", os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
