"""A Node process that runs environments, and the messages to and from it.

Messages are those of ``bridge/channel.ts``: a head of two little-endian uint32, the payload's length and kind, and the
payload. Every answer has a deadline; a process that misses it is killed. The process ends when its input is closed, so
it ends with this one too, however that happens.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import tempfile
import threading
import time
import weakref
from typing import Any, BinaryIO

from .errors import EnvironmentProcessDied, EnvironmentProcessError, EnvironmentTimeout
from .node import node_executable

BRIDGE = os.path.join(os.path.dirname(__file__), "_bundle", "bridge.mjs")

_HEAD = struct.Struct("<II")
_JSON, _STEP, _ERROR, _IMAGE = range(4)
_READ = 1 << 16
# Seconds that a process gets to end by itself once its input is closed.
_PATIENCE = 2.0
# How much of a process's last words an exception quotes.
_LAST_WORDS = 2000


class Child:
    """One process with environments. Not for use from several threads at once.

    Args:
        timeout: Seconds that an answer may take.

    Raises:
        NodeNotFound: There is no Node to run it.
    """

    def __init__(self, timeout: float) -> None:
        if not timeout > 0:
            raise ValueError(f"expected a timeout of more than 0 seconds, got {timeout}")
        node = node_executable()
        self.timeout = timeout
        self.deadline: float | None = None
        self._overdue = False
        # Whether an answer is still to come.
        self._owes = False
        self._unusable: str | None = None
        self._owner = os.getpid()
        # A file, not a pipe: whatever the process says fits, and nobody has to read along.
        self._stderr: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [node, BRIDGE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            bufsize=0,
            # Ctrl-C in a terminal is for Python; it ends the environments when it is done with them.
            **_own_group(),
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        self._end = weakref.finalize(self, _end, self._process, self._stderr, self._owner)
        _WATCHDOG.watch(self)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def close(self) -> None:
        """Ends the process: by itself within two seconds, or else by force. Closing twice is harmless."""
        self._unusable = self._unusable or "it has been closed"
        self._end()

    def kill_overdue(self) -> None:
        """Ends a process that has missed its deadline; whoever waits for its answer is told."""
        self._overdue = True
        self._process.kill()

    def call(self, method: str, **arguments: Any) -> Any:
        """Sends a request and waits for its answer: what JSON says, or the payload of a step or an image."""
        self.send_call(method, **arguments)
        return self.receive()

    def send_call(self, method: str, **arguments: Any) -> None:
        """Sends a request; ``receive`` waits for its answer."""
        self._send(_JSON, json.dumps({"method": method, **arguments}).encode())

    def send_step(self, actions: bytes) -> None:
        """Sends the actions of all environments; ``receive`` waits for what comes of them."""
        self._send(_STEP, actions)

    def receive(self) -> Any:
        """Waits for the answer to what was sent.

        Raises:
            EnvironmentProcessError: The process has died, or did not answer in time.
            ValueError, TypeError, RuntimeError: What the environment threw.
        """
        try:
            kind, payload = self._receive()
            self._owes = False
        finally:
            self.deadline = None
        if kind == _JSON:
            return json.loads(payload)
        if kind == _ERROR:
            raise _exception(json.loads(payload))
        return payload

    def _send(self, kind: int, payload: bytes) -> None:
        if self._owes:
            # Interrupted, by Ctrl-C for instance: the answer that is still to come would be taken for the next one.
            self._unusable = self._unusable or "it was interrupted while it ran"
        if self._unusable:
            raise EnvironmentProcessError(f"the environment cannot be used: {self._unusable}")
        if self._owner != os.getpid():
            raise EnvironmentProcessError("the environment belongs to the process that made it, not to a fork of it")
        self._owes = True
        self.deadline = time.monotonic() + self.timeout
        message = _HEAD.pack(len(payload), kind) + payload
        try:
            sent = os.write(self._input, message)
            while sent < len(message):
                sent += os.write(self._input, message[sent:])
        except OSError:
            self.deadline = None
            raise self._failure() from None

    def _receive(self) -> tuple[int, bytes]:
        data = os.read(self._output, _READ)
        while 0 < len(data) < _HEAD.size:
            data += self._more()
        if not data:
            raise self._failure()
        length, kind = _HEAD.unpack_from(data)
        missing = length + _HEAD.size - len(data)
        if missing > 0:
            parts = [data]
            while missing > 0:
                part = os.read(self._output, min(missing, 1 << 20))
                if not part:
                    raise self._failure()
                parts.append(part)
                missing -= len(part)
            data = b"".join(parts)
        return kind, data[_HEAD.size :]

    def _more(self) -> bytes:
        part = os.read(self._output, _READ)
        if not part:
            raise self._failure()
        return part

    def _failure(self) -> EnvironmentProcessError:
        """Why there is no answer. The process has ended, or is about to."""
        try:
            code: int | None = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = None
        words = _last_words(self._stderr)
        error: EnvironmentProcessError
        if self._overdue:
            error = EnvironmentTimeout(f"the environments did not answer within {self.timeout:g} s{words}")
        else:
            error = EnvironmentProcessDied(f"the environments' process has ended with code {code}{words}")
        self._unusable = str(error)
        self._end()
        return error


class _Watchdog:
    """Kills processes that miss their deadline, so that reading from them can simply wait, on every system."""

    _INTERVAL = 0.1

    def __init__(self) -> None:
        self._children: weakref.WeakSet[Child] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def watch(self, child: Child) -> None:
        with self._lock:
            self._children.add(child)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="aann-gym deadlines", daemon=True)
                self._thread.start()

    def forget(self) -> None:
        """In a fork: what there was belongs to the process that was forked, and its lock may be taken for ever."""
        self.__init__()  # type: ignore[misc]

    def _run(self) -> None:
        while True:
            time.sleep(self._INTERVAL)
            now = time.monotonic()
            with self._lock:
                children = list(self._children)
                if not children:
                    self._thread = None
                    return
            for child in children:
                deadline = child.deadline
                if deadline is not None and now > deadline:
                    child.deadline = None
                    child.kill_overdue()
            del children
            child = None  # type: ignore[assignment]  # an environment must not live on in this loop


_WATCHDOG = _Watchdog()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WATCHDOG.forget)


def _own_group() -> dict[str, Any]:
    if os.name == "nt":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
    return {"start_new_session": True}


def _end(process: subprocess.Popen[bytes], stderr: BinaryIO, owner: int) -> None:
    """Ends a process, unless this is a fork of the one that started it."""
    if owner != os.getpid():
        return
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_PATIENCE)
    stderr.close()


def _last_words(stderr: BinaryIO) -> str:
    try:
        size = stderr.seek(0, os.SEEK_END)
        stderr.seek(max(0, size - _LAST_WORDS))
        words = stderr.read().decode(errors="replace").strip()
    except (OSError, ValueError):
        words = ""
    return f"; its last words: {words}" if words else "; it said nothing"


def _exception(thrown: dict[str, str]) -> Exception:
    """What JavaScript threw, as the exception that Python has for it."""
    name, message = thrown["name"], thrown["message"]
    if name == "RangeError":
        return ValueError(message)
    if name == "TypeError":
        return TypeError(message)
    return RuntimeError(message if name == "Error" else f"{name}: {message}")
