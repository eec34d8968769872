"""Run a function on untrusted bytes in a child process with limited time and memory.

The child reads the bytes from standard input. It gets no settings or environment variables of the
site, and cannot write files.
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from threading import Lock

from django.core.exceptions import ValidationError

ROOT = Path(__file__).resolve().parent.parent
CPU_SECONDS = 15  # the largest accepted picture needs about three
SECONDS = 40.0  # wall-clock time, enough on a busy machine
MEMORY = 1536 * 1024 * 1024  # address space, which includes libraries and thread stacks
BUSY_SECONDS = 60.0
PROCESS_LOCK = (
    Lock()
)  # for each process of the site, because reading a large picture takes hundreds of megabytes

TOO_SLOW = (
    "This file takes too long to read. Save it again in a program for such files, and send the new"
    " file."
)
TOO_BIG = "This file needs too much memory to be read. Send a smaller one."
CRASHED = (
    "This file cannot be read: the program that reads it crashed. Save it again, and send the new"
    " file."
)
BUSY = "Other files are being read at the moment. Please send it again in a minute."


def run(function: str, data: bytes) -> bytes:
    """Return the result of `module:function` for these bytes.

    Raise the function's own ValidationError, or one for a timeout, too much memory or a crash.
    """
    if not PROCESS_LOCK.acquire(timeout=BUSY_SECONDS):
        raise ValidationError(BUSY, code="busy")
    try:
        # LD_LIBRARY_PATH only: the interpreter may need it to start.
        completed = subprocess.run(  # noqa: S603 - our own interpreter and module
            [
                sys.executable,
                "-m",
                "articles.sandboxed_process",
                function,
                str(CPU_SECONDS),
                str(MEMORY),
            ],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            cwd=ROOT,
            env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise ValidationError(TOO_SLOW, code="time") from problem
    finally:
        PROCESS_LOCK.release()
    return _result(completed)


def _result(completed: "subprocess.CompletedProcess[bytes]") -> bytes:
    head, _, rest = completed.stdout.partition(b"\n")
    if completed.returncode == 0 and head:
        refusal = json.loads(head)
        if refusal is None:
            return rest
        raise ValidationError(refusal["message"], code=refusal["code"])
    if completed.returncode in {
        -signal.SIGXCPU,
        -signal.SIGKILL,
    }:  # the soft limit of time, then the hard one
        raise ValidationError(TOO_SLOW, code="time")
    raise ValidationError(CRASHED, code="crashed")


def main(function: str, cpu_seconds: str, memory: str) -> None:
    """Set the limits, call the function, and write refusal and result to standard output.

    This runs in the child process.
    """
    _limit(int(cpu_seconds), int(memory))
    module, _, name = function.partition(":")
    refusal, answer = None, b""
    try:
        answer = getattr(importlib.import_module(module), name)(sys.stdin.buffer.read())
    except ValidationError as problem:
        refusal = {"message": " ".join(problem.messages), "code": getattr(problem, "code", None)}
    except MemoryError:
        refusal = {"message": TOO_BIG, "code": "memory"}
    sys.stdout.buffer.write(json.dumps(refusal).encode() + b"\n" + answer)


def _limit(cpu_seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # No files and no core dumps, because a core dump would hold the picture.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
