"""What a program says: to the record of its run, to the run that it has opened itself, or kept until `log_run`."""

import atexit
import os
import time

from runlog import _plain

ELEMENTS = ("hypothesis", "change", "result", "next", "risk")
MOST_WAITING = 100_000
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


class Events:
    """An event file of each process, beside the one that RUNLOG_EVENTS names."""

    def __init__(self, shared):
        self.base = shared[: -len(".jsonl")] if shared.endswith(".jsonl") else shared
        self.stopped = False
        self.named = (0, "")

    def path(self):
        if self.named[0] != os.getpid():
            self.named = (os.getpid(), self._name())
        return self.named[1]

    def _name(self):
        host = "".join(c if c.isalnum() or c in "-_" else "-" for c in os.uname().nodename)
        return "%s.%s-%d.jsonl" % (self.base, host, os.getpid())

    def write(self, event):
        if self.stopped:
            return
        try:
            line = (_plain.json(event) + "\n").encode()
            # opened anew each time: the program may close or fork what it likes
            file = os.open(self.path(), _APPEND, 0o600)
            try:
                self.stopped = os.write(file, line) != len(line)
            finally:
                os.close(file)
        except (OSError, ValueError, RecursionError) as error:
            self.stopped = True
            _plain.warn("what the program says is no longer recorded: %s" % error)


class Waiting:
    """Events of a program that nobody records yet."""

    def __init__(self):
        self.events = []

    def write(self, event):
        if not self.events:
            atexit.register(self.end, os.getpid())
        if len(self.events) < MOST_WAITING:
            self.events.append(event)
        else:
            _plain.warn("more than %d events wait for log_run; the rest is left out" % MOST_WAITING)

    def take(self):
        events, self.events = self.events, []
        return events

    def end(self, pid):
        if self.events and os.getpid() == pid:
            _plain.warn("%d log calls were not recorded: use 'runlog run -- ...', 'with runlog.run()' or log_run"
                        % len(self.events))


waiting = Waiting()
opened = []  # the runs that this program has opened itself
_given = {}


def recorded():
    """The events of the recorded run that this process is in, or None."""
    shared = os.environ.get("RUNLOG_EVENTS")
    if not shared or not os.path.isdir(os.path.dirname(shared)):
        return None
    if shared not in _given:
        _given[shared] = Events(shared)
    return _given[shared]


def is_first_rank():
    return all(os.environ.get(name, "0") in ("0", "") for name in
               ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"))


def say(kind, **fields):
    if not is_first_rank():
        return
    event = dict(e=kind, t=time.time(), **fields)
    (recorded() or (opened[-1].events if opened else waiting)).write(event)


def numbers(what, values):
    """The values that are numbers, as JSON has them; the others are named once."""
    out = {}
    for name, value in values.items():
        if not isinstance(name, str) or not name.strip():
            raise TypeError("%s: the name of a metric is a text, not %r" % (what, name))
        number = _plain.number(value)
        if number is None:
            _plain.warn("%s: %s is no number but %s, and left out" % (what, name, type(value).__name__))
        else:
            out[name] = _plain.finite(number)
    return out


def log(metrics=None, /, step=None, **more):
    """Records values of metrics: `log(loss=0.1, step=3)`, `log({"val/acc": 0.9}, step=3)`."""
    if metrics is not None and not hasattr(metrics, "items"):
        raise TypeError("log: metrics are a dictionary or keywords, not %s" % type(metrics).__name__)
    values = dict(metrics or {}, **more)
    if not values:
        raise TypeError("log: no metric is given; log(loss=0.1, step=3)")
    at = None if step is None else _plain.number(step)
    if step is not None and (at is None or at != at or at - at != 0 or int(at) != at or abs(at) >= 1 << 63):
        _plain.warn("log: step is no whole number but %r, and left out" % (step,))
        at = None
    values = numbers("log", values)
    if values:
        say("metric", values=values, step=None if at is None else int(at))


def config(values=None, /, **more):
    """Records parameters: a dictionary, a Namespace, a dataclass, or keywords."""
    if values is None and not more:
        raise TypeError("config: no parameter is given; config(lr=0.1) or config(args)")
    plain = {} if values is None else _plain.mapping("config", values)
    plain.update(_plain.mapping("config", more))
    say("config", values=plain)


def note(text=None, /, element="result", **elements):
    """Writes into run.md: `note("converges faster")`, `note(risk="one seed only")`."""
    said = dict(elements)
    if text is not None:
        said[element] = text
    if not said:
        raise TypeError("note: no text is given")
    for element, text in said.items():
        if element not in ELEMENTS:
            raise ValueError("note: %r is none of %s" % (element, ", ".join(ELEMENTS)))
        if not isinstance(text, str) or not text.strip():
            raise TypeError("note: %s is no text" % element)
        say("note", element=element, text=_plain.mask_text(text))


def artifact(path, role=None):
    """Names a file that the run made; `role` is its name under `artifacts` (model, predictions, plots ...)."""
    if role is not None and not (isinstance(role, str) and role and all(c in "abcdefghijklmnopqrstuvwxyz0123456789_-" for c in role)):
        raise ValueError("artifact: %r is no word of a-z, 0-9, _, -" % (role,))
    more = {} if role is None else {"role": role}
    say("artifact", path=os.path.abspath(os.fspath(path)), **more)


def data(path):
    """Names a file or folder that the run reads."""
    say("data", path=os.path.abspath(os.fspath(path)))


def seed(library, value):
    """Names a seed that the program has set, where runlog does not see it: `seed("mylib", 42)`."""
    if not isinstance(library, str) or not library:
        raise TypeError("seed: the library's name is a text")
    say("seed", library=library, value=_plain.untagged(_plain.mapping("seed", {"value": value})["value"]))
