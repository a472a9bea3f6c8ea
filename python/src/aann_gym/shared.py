"""Memory that environments write observations to and numpy reads them from."""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import tempfile
import weakref
from typing import Any

# Where files are memory, on Linux.
_MEMORY_FOLDER = "/dev/shm"


class SharedRegion:
    """A temporary file mapped into memory; the environments write to the file.

    Args:
        size: Bytes.
    """

    def __init__(self, size: int) -> None:
        self.path, self._map = _mapped_file(size)
        self._end = weakref.finalize(self, _remove, self.path, os.getpid())

    @property
    def buffer(self) -> Any:
        """The bytes."""
        return self._map

    def unlink(self) -> None:
        """Takes away the file's name once everyone has opened it; the memory stays as long as it is used."""
        if os.name != "nt":
            self._end()


def _mapped_file(size: int) -> tuple[str, mmap.mmap]:
    folders = [_MEMORY_FOLDER] if os.path.isdir(_MEMORY_FOLDER) else []
    for folder in [*folders, tempfile.gettempdir()]:
        try:
            file, path = tempfile.mkstemp(prefix="aann-gym-", dir=folder)
        except OSError:
            continue
        try:
            # Takes the memory now: a file system that is full would otherwise kill whoever writes.
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file, 0, size)
            else:
                os.ftruncate(file, size)
            return path, mmap.mmap(file, size)
        except OSError:
            os.unlink(path)
        finally:
            os.close(file)
    raise OSError(errno.ENOSPC, f"no place for {size} bytes of observations in {_MEMORY_FOLDER} or a temporary folder")


def _remove(path: str, owner: int) -> None:
    if owner == os.getpid():
        with contextlib.suppress(OSError):
            os.unlink(path)
