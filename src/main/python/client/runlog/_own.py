"""Runs that the program records itself: `with runlog.run()`, and `log_run` at the end of a script."""

import os
import pathlib
import sys
import time

from runlog import _facts, _note, _plain, _record, _say


class Run:
    """A run under way; it is recorded when the `with` block ends."""

    def __init__(self, folder, started, name, hypothesis):
        self.folder = folder
        self.run_id = folder.name if folder else None
        self.name = name
        self.started = started
        self.pid = os.getpid()
        self.hypothesis = hypothesis
        self.events = _say.Events(str(folder / "events.jsonl")) if folder else _say.Waiting()
        self.error = None
        self.facts = None
        self.note = b""

    log = staticmethod(_say.log)
    config = staticmethod(_say.config)
    artifact = staticmethod(_say.artifact)
    data = staticmethod(_say.data)

    def failed(self, error):
        """Says that the run failed, where the exception itself does not leave the block."""
        self.error = error

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            self.error = error
        if self in _say.opened and os.getpid() == self.pid:
            _say.opened.remove(self)
            _quietly(self._end)
        return False

    def _begin(self):
        self.facts = _facts.gather(self.folder)
        record = _record.build(self, "running", _record.Said([]), None)
        _record.write(self.folder / "run.json", _record.text(record))
        self.note = _note.text(self.run_id, self.hypothesis and {"hypothesis": self.hypothesis}).encode()
        _record.write(self.folder / "run.md", self.note)

    def _end(self):
        files = sorted(self.folder.glob("events.*.jsonl"))
        said = _record.Said(_record.events(files))
        if self.hypothesis:
            said.notes.setdefault("hypothesis", []).insert(0, self.hypothesis)
        _store(self, said, _ending(self.error))
        for file in files:
            file.unlink()


def _ending(error):
    """Status, cause, evidence, exit code."""
    if isinstance(error, SystemExit) and error.code not in (None, 0):
        return "failed", "exit", "exit code %s" % (error.code,), error.code if isinstance(error.code, int) else 1
    if error is None or isinstance(error, SystemExit):
        return "finished", "exit", None, 0
    where, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        where = " at %s:%d in %s" % (code.co_filename, trace.tb_lineno, code.co_name)
        trace = trace.tb_next
    what = _plain.mask_text(str(error))[:1000]
    cause = "interrupt" if isinstance(error, KeyboardInterrupt) else "exception"
    return "failed", cause, type(error).__name__ + (": " + what if what else "") + where, 1


def _store(run, said, ending):
    """Writes all files of a run that is over."""
    record = _record.build(run, ending[0], said, ending)
    _record.write_points(run.folder / "metrics.jsonl", said.points)
    _record.write(run.folder / "run.json", _record.text(record))
    path = run.folder / "run.md"
    notes = {element: "\n".join(texts) for element, texts in said.notes.items()}
    if not path.exists() or (run.note and path.read_bytes() == run.note):
        _record.write(path, _note.text(run.run_id, notes).encode())
        _facts.draft(run.folder)
    elif said.notes:
        _plain.warn("run.md has been written already; these notes are not in it: %s" % ", ".join(said.notes))
    _plain.warn("%s is recorded in %s; to write there: run.md" % (run.run_id, run.folder))


def _quietly(work, *args):
    """What the program does goes before its record."""
    try:
        return work(*args)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        _plain.warn("this run could not be recorded: %s" % error)
        return None


def run(name=None, config=None, output="outputs", hypothesis=None):
    """Records a block: `with runlog.run("ablation", config=args) as r: ...`. Inside a run that is recorded already it adds
    to that record."""
    name = name if name is not None else os.path.splitext(os.path.basename(sys.argv[0] or "python"))[0]
    if not isinstance(name, str) or not name:
        raise TypeError("run: the name is a text")
    plain = None if config is None else _plain.mapping("run", config)
    if hypothesis is not None and (not isinstance(hypothesis, str) or not hypothesis.strip()):
        raise TypeError("run: the hypothesis is a text")
    if _say.recorded() or _say.opened or not _say.is_first_rank():
        shared = os.environ.get("RUNLOG_RUN_DIR")
        made = Run(pathlib.Path(shared) if _say.recorded() and shared else None, time.time(), name, None)
        if hypothesis:
            _say.note(hypothesis=hypothesis)
    else:
        made = Run(_quietly(_record.claim, pathlib.Path(output), name), time.time(), name, hypothesis)
        if made.folder:
            _say.opened.append(made)
            _quietly(made._begin)
    if plain:
        _say.config(plain)
    return made


def log_run(run_id, config, metrics, output_dir):
    """Writes run.json and run.md into `output_dir`, at the end of a script; inside a recorded run it adds to that record.
    Returns the path of run.json, None where it could not be written."""
    _check_id("log_run", run_id)
    plain = {} if config is None else _plain.mapping("log_run", config)
    if not hasattr(metrics, "items"):
        raise TypeError("log_run: metrics are a dictionary, not %s" % type(metrics).__name__)
    values = _say.numbers("log_run", dict(metrics))
    folder = pathlib.Path(os.path.abspath(os.fspath(output_dir)))
    if not _say.is_first_rank():
        return None
    if _say.recorded() or _say.opened:
        _say.say("config", values=plain)
        if values:
            _say.say("metric", values=values, step=None)
        at = os.environ.get("RUNLOG_RUN_DIR", "") if _say.recorded() else _say.opened[-1].folder
        return pathlib.Path(at) / "run.json"
    now = time.time()
    events = _say.waiting.take()
    events += [dict(e="config", t=now, values=plain)] + ([dict(e="metric", t=now, values=values, step=None)] if values else [])
    return _quietly(_log_run, run_id, events, folder)


def _log_run(run_id, events, folder):
    folder = _record.place(folder, run_id)
    made = Run(folder, _facts.process_start(), _record.name_of(run_id), None)
    made.run_id = _record.fitting(run_id, made.started)
    if made.run_id != run_id:
        _plain.warn("a run id is YYYY-MM-DD_HHMM_name in small letters; %s is recorded as %s" % (run_id, made.run_id))
    said = _record.Said(events)
    made.facts = _facts.gather(folder)
    made.note = _note.text(run_id).encode("utf-8", "replace")
    _store(made, said, ("finished", "exit", "the script reported its end itself, by log_run", None))
    return folder / "run.json"


def create_run_md_template(output_dir, run_id):
    """Makes run.md in `output_dir` where there is none; returns its path, None where it could not be written. In a
    recorded run that is the run.md of its own record."""
    _check_id("create_run_md_template", run_id)
    folder = pathlib.Path(os.path.abspath(os.fspath(output_dir)))
    if _say.recorded() or _say.opened:
        at = os.environ.get("RUNLOG_RUN_DIR", "") if _say.recorded() else _say.opened[-1].folder
        return pathlib.Path(at) / "run.md"
    return _quietly(_template, folder, run_id)


def _template(folder, run_id):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "run.md"
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(_note.text(run_id))
    except FileExistsError:
        pass  # what is there is somebody's
    return path


def _check_id(what, run_id):
    if not isinstance(run_id, str) or not run_id.strip() or "/" in run_id or any(ord(c) < 32 for c in run_id):
        raise ValueError("%s: run_id is a text without / and line ends, not %r" % (what, run_id))
