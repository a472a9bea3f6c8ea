"""The process behind an environment: how it ends, and what is said when it ends badly."""

from __future__ import annotations

import gc
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import gymnasium
import numpy as np
import pytest

import aann_gym
from aann_gym.child import Child
from aann_gym.node import node_executable

posix = pytest.mark.skipif(os.name != "posix", reason="signals and scripts of POSIX")


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that has ended but was not waited for has no command line any more.
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except FileNotFoundError:
        return False


def ends_within(pid: int, seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while runs(pid):
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def test_close_ends_it() -> None:
    env = aann_gym.NodeEnv("CartPole-v1")
    pid = env._child.pid
    assert runs(pid)
    env.close()
    env.close()
    assert ends_within(pid, 0.5)
    with pytest.raises(aann_gym.EnvironmentProcessError, match="closed"):
        env.reset()


def test_forgetting_ends_it() -> None:
    env = aann_gym.NodeEnv("CartPole-v1")
    pid = env._child.pid
    del env
    gc.collect()
    assert ends_within(pid, 5)


@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_the_end_of_python_ends_it(end: str) -> None:
    program = f"""
import os, sys, gymnasium, aann_gym
env = gymnasium.make("aann_gym/CartPole-v1")
print(env.unwrapped._child.pid, flush=True)
{end}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert ends_within(int(done.stdout), 5)


@posix
def test_one_that_dies_is_an_exception() -> None:
    env = aann_gym.NodeEnv("CartPole-v1")
    env.reset(seed=0)
    os.kill(env._child.pid, signal.SIGKILL)
    with pytest.raises(aann_gym.EnvironmentProcessDied, match="code -9"):
        env.step(0)
    with pytest.raises(aann_gym.EnvironmentProcessError, match="cannot be used"):
        env.step(0)
    env.close()


@posix
def test_one_that_hangs_is_an_exception() -> None:
    env = aann_gym.NodeEnv("CartPole-v1")
    env.reset(seed=0)
    pid = env._child.pid
    os.kill(pid, signal.SIGSTOP)
    # Only now: on a busy machine the start alone takes longer.
    env._child.timeout = 0.5
    begin = time.monotonic()
    with pytest.raises(aann_gym.EnvironmentTimeout, match=r"0\.5 s"):
        env.step(0)
    assert time.monotonic() - begin < 10
    assert ends_within(pid, 5)


@posix
def test_one_of_several_that_dies_takes_the_others_along() -> None:
    envs = aann_gym.NodeVectorEnv("CartPole-v1", 3, processes=3)
    envs.reset(seed=0)
    pids = [child.pid for child in envs._children]
    os.kill(pids[1], signal.SIGKILL)
    with pytest.raises(aann_gym.EnvironmentProcessDied):
        envs.step(np.zeros(3, np.int64))
    with pytest.raises(aann_gym.EnvironmentProcessError, match="cannot be used"):
        envs.step(np.zeros(3, np.int64))
    assert all(ends_within(pid, 5) for pid in pids)


@posix
def test_quotes_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Node that cannot run the bundle says why, and the exception repeats it."""
    fake = tmp_path / "node"
    fake.write_text('#!/bin/sh\n[ "$1" = --version ] && echo v22.1.0 && exit\necho "out of luck" >&2\nexit 7\n')
    fake.chmod(fake.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("AANN_GYM_NODE", str(fake))
    node_executable.cache_clear()
    try:
        with pytest.raises(aann_gym.EnvironmentProcessDied, match=r"code 7; its last words: out of luck"):
            aann_gym.NodeEnv("CartPole-v1")
    finally:
        node_executable.cache_clear()


@posix
@pytest.mark.parametrize(("version", "found"), [("v18.20.8", "18.20"), ("hello", "no Node")])
def test_refuses_a_node_that_is_too_old(
    version: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "node"
    fake.write_text(f"#!/bin/sh\necho {version}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("AANN_GYM_NODE", str(fake))
    node_executable.cache_clear()
    try:
        with pytest.raises(aann_gym.NodeNotFound, match=f"(?s)aann-gym\\[node\\].*{found}"):
            aann_gym.NodeEnv("CartPole-v1")
    finally:
        node_executable.cache_clear()


@posix
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_can_neither_use_nor_end_it() -> None:
    env = aann_gym.NodeEnv("CartPole-v1")
    env.reset(seed=0)
    fork = os.fork()
    if fork == 0:
        code = 1
        try:
            env.step(0)
        except aann_gym.EnvironmentProcessError:
            env.close()
            code = 0
        os._exit(code)
    assert os.waitpid(fork, 0)[1] == 0
    assert env.step(0)[1] == 1.0
    env.close()


@posix
def test_an_interrupt_leaves_no_answer_behind() -> None:
    """What was asked before Ctrl-C must not be taken for the answer to what is asked after it."""
    env = aann_gym.NodeEnv("CartPole-v1")
    env.reset(seed=0)
    os.kill(env._child.pid, signal.SIGSTOP)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            env.step(0)
    finally:
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(aann_gym.EnvironmentProcessError, match="interrupted"):
        env.step(0)


def test_an_interrupt_between_question_and_answer_is_noticed() -> None:
    envs = aann_gym.NodeVectorEnv("CartPole-v1", 2, processes=2)
    envs.reset(seed=0)
    # As if Ctrl-C came when the actions were sent and before the results were read.
    envs._children[1].send_step(bytes(8))
    for _ in range(2):
        with pytest.raises(aann_gym.EnvironmentProcessError, match="interrupted"):
            envs.step(np.zeros(2, np.int64))
    envs.close()


@posix
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_can_have_its_own() -> None:
    env = aann_gym.NodeEnv("CartPole-v1")
    fork = os.fork()
    if fork == 0:
        code = 1
        try:
            own = aann_gym.NodeEnv("CartPole-v1")
            own.reset(seed=0)
            os.kill(own._child.pid, signal.SIGSTOP)
            own._child.timeout = 0.5
            own.step(0)
        except aann_gym.EnvironmentTimeout:
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(fork, 0)[1] == 0
    assert env.reset(seed=0)[0].shape == (4,)
    env.close()


def test_shared_memory_goes_away() -> None:
    folder = Path("/dev/shm")
    if not folder.is_dir():
        pytest.skip("no memory folder")
    before = set(folder.glob("aann-gym-*"))
    envs = gymnasium.make_vec("aann_gym/CarRacing-v3", num_envs=2)
    envs.reset(seed=0)
    # Nobody can leave behind what has no name.
    assert set(folder.glob("aann-gym-*")) <= before
    envs.close()


def test_without_a_memory_folder_a_temporary_file_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on systems that have none, or where it is too small: Docker gives 64 MiB."""
    monkeypatch.setattr("aann_gym.shared._MEMORY_FOLDER", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    env = gymnasium.make("aann_gym/CarRacing-v3", render_mode="state_pixels")
    observation, _ = env.reset(seed=0)
    assert np.array_equal(observation, env.render())
    env.close()
    assert list(tmp_path.iterdir()) == []


def test_a_timeout_is_a_time() -> None:
    with pytest.raises(ValueError, match="timeout"):
        Child(0)
