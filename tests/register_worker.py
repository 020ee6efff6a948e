"""
Processes that file into one register at once, or are killed while they do; started by the tests as a program.

It imports the register alone and forks, so that two hundred real processes cost little. Prints one JSON object.

    python register_worker.py writers PLACE PROCESSES UNITS
    python register_worker.py kills PLACE KILLS SEED
    python register_worker.py full PLACE ROOM
"""

import json
import os
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from register_users import MONDAY_BEFORE, TO_FILED, draft, hand, take

from qinwu.filing.register.machine import Action
from qinwu.filing.register.register import Register
from qinwu.filing.register.verify import verify
from qinwu.models.errors import ConflictError, InputError
from qinwu.models.filing import Kind, Link, Period, Reason
from qinwu.models.week import Week

FIRST = Period.of(Week(2026, 48))
PATIENCE_S = 120


def fork(work):
    """Run ``work(out)`` in a process of its own; return its id and the end of a pipe that tells what it wrote."""
    inside, out = os.pipe()
    child = os.fork()
    if child:
        os.close(out)
        return child, inside
    os.close(inside)
    try:
        work(out)
        status = 0
    except Exception as error:  # noqa: BLE001 - whatever it was, the test shall hear of it
        say(out, ["error", f"{type(error).__name__}: {error}"])
        status = 1
    os._exit(status)


def say(out, line):
    """Write one line of JSON, whole."""
    os.write(out, json.dumps(line).encode() + b"\n")


def told(inside, count):
    """Return what a process wrote, once it wrote as many lines or ended."""
    data = b""
    while data.count(b"\n") < count and (chunk := os.read(inside, 65536)):
        data += chunk
    return data


def heard(inside, data=b""):
    """Return all lines a process wrote, after those in ``data``, up to the end of its pipe; no torn last line."""
    while chunk := os.read(inside, 65536):
        data += chunk
    os.close(inside)
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def writers(place, processes, units):
    """All record on the same version at once: one may win. Then each goes on until it has won once on its unit."""
    gate_in, gate_out = os.pipe()
    Register(place).close()  # imports the driver once, before there are many

    def one(number):
        def work(out):
            register = Register(place)
            first = draft(register, "A", seen="")
            register.users()
            say(out, ["ready"])
            os.read(gate_in, 1)
            _try(out, lambda: register.record(first, hand("li")))
            unit = f"U{number % units}"
            while not _try(out, lambda: register.record(draft(register, unit), hand("li"))):
                pass
            register.close()

        return work

    children = [fork(one(number)) for number in range(processes)]
    waiting = {inside for _, inside in children}
    while waiting:
        ready, _, _ = select.select(list(waiting), [], [], PATIENCE_S)
        for inside in ready or sys.exit("a writer never came"):
            _expect_ready(inside)
            waiting.discard(inside)
    os.write(gate_out, b"x" * processes)
    lines = [heard(inside) for _, inside in children]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children]
    return {"codes": codes, "lines": lines}


def _expect_ready(inside):
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(inside, 1) or sys.exit("a writer ended early")
    if json.loads(line) != ["ready"]:
        sys.exit(line.decode())


def _try(out, step):
    try:
        version = step()
    except ConflictError as error:
        say(out, ["conflict", error.text.en])
        return False
    say(out, ["won", version.unit, version.number, version.hash])
    return True


def kills(place, count, seed):
    """Kill a process that files and amends, a random moment after a random step; what it was told must be there."""
    dice, troubles, confirmed, events = random.Random(seed), [], 0, 0  # noqa: S311
    for kill in range(count):
        child, inside = fork(lambda out, week=kill: file_and_amend(place, week, out))
        early = told(inside, dice.randrange(4))
        time.sleep(dice.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = heard(inside, early)
        confirmed += len(lines)
        register = Register(place)
        troubles += [f"kill {kill}: {line}" for line in lines if line[0] == "error" or not still_there(register, line)]
        troubles += [f"kill {kill}: {finding.line()}" for finding in verify(register)]
        events = len(register.log())
        register.close()
    return {"kills": count, "confirmed": confirmed, "events": events, "troubles": troubles}


def file_and_amend(place, number, out):
    """File unit after unit for a week of its own and amend each, telling every step that the register confirmed."""
    register = Register(place)
    week = Week.of(FIRST.first + timedelta(weeks=number))
    for unit in range(1000):
        version = register.record(draft(register, f"U{unit}", week=week), hand("li"))
        for action in (None, Action.APPROVE, Action.SEND):
            version = version if action is None else take(register, version, action)
            say(out, ["done", version.unit, str(version.period), version.number, version.link, version.hash])
        moment = datetime.combine(version.period.first, MONDAY_BEFORE.time())
        version = _acknowledged(register, version)
        say(out, ["done", version.unit, str(version.period), version.number, version.link, version.hash])
        change = draft(register, version.unit, week=week, base=1, reason=Reason.SICK, effective=moment)
        version = take(register, register.record(change, hand("li")), *TO_FILED[:2])
        version = _acknowledged(register, version)
        say(out, ["done", version.unit, str(version.period), version.number, version.link, version.hash])


def _acknowledged(register, version):
    for centre in ("DETACHMENT", "BRIGADE"):
        detail = {"breaches": {}, "centre": centre}
        version = register.act(version, Action.ACKNOWLEDGE, hand("both"), detail=detail)
    return version


def still_there(register, line):
    """Whether the register holds the version that a line speaks of, at that link or past it."""
    _, unit, period, number, link, version_hash = line
    thread = register.thread(unit, Kind.ROSTER, Period.of(Week.parse(period)))
    found = [v for v in thread if (v.number, v.hash) == (number, version_hash)]
    order = list(Link)
    return len(found) == 1 and order.index(found[0].link) >= order.index(Link(link))


def full(place, room):
    """File until no file may grow any more; then let them grow again and go on."""
    said, lines = [], []
    register = Register(place)
    biggest = max(path.stat().st_size for path in Path(place).parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (biggest + room, resource.RLIM_INFINITY))
    try:
        for number in range(10_000):
            content = {"format": "test/1", "filler": "岗" * 20_000}
            version = register.record(draft(register, f"U{number}", content=content), hand("li"))
            lines.append(["done", version.unit, str(version.period), 1, version.link, version.hash])
    except InputError as error:
        said.append(error.text.en)
    checks = [finding.line() for finding in verify(register)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    there = all(still_there(register, line) for line in lines)
    again = register.record(draft(register, "again"), hand("li")).number
    checks += [finding.line() for finding in verify(register)]
    register.close()
    return {"said": said, "recorded": len(lines), "there": there, "again": again, "troubles": checks}


TASKS: dict[str, Callable[..., dict[str, object]]] = {"writers": writers, "kills": kills, "full": full}

if __name__ == "__main__":
    task, where, *numbers = sys.argv[1:]
    print(json.dumps(TASKS[task](where, *map(int, numbers))))  # noqa: T201
