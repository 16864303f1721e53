"""run.json from what was said and the facts: the shape of run.schema.json."""

import datetime
import json
import os
import pathlib
import re
import time

from runlog import _facts, _files, _plain

LARGEST_CONFIG = 64 << 10
SEEDS = ("seed", "python_seed", "numpy_seed", "torch_seed", "tensorflow_seed", "jax_seed")


class Said:
    """Events, each to its place."""

    def __init__(self, events):
        self.points, self.config, self.notes, self.seeds = [], {}, {}, []
        self.artifacts, self.data = {}, []
        for event in events:
            kind = event.get("e")
            if kind == "metric":
                for name, value in event["values"].items():
                    self.points.append(dict(name=name[:200], value=value, step=event.get("step"), time=event["t"], source="runlog"))
            elif kind == "config":
                self.config.update(event["values"])
            elif kind == "note":
                self.notes.setdefault(event["element"], []).append(event["text"])
            elif kind == "artifact":
                self.artifacts[event["path"]] = event.get("role")
            elif kind == "data":
                self.data.append(event["path"])
            elif kind == "seed":
                self.seeds.append(dict(library=event["library"], function=event["library"], value=event["value"], site=None, pid=None))


def events(files):
    """The events of several files; a line that a kill has cut is passed over."""
    for path in files:
        with open(str(path), encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if isinstance(event, dict):
                    yield event


def build(run, status, said, ending):
    """The record of a run; `ending` is status, cause, evidence and exit code, None while it runs."""
    now = time.time()
    facts = run.facts
    missing = list(facts["missing"])
    project = _files.project()
    data = None if ending is None else _files.data(said, project, run.folder, missing)
    artifacts, manifest = ({}, None) if ending is None else _files.artifacts(said, project, run, missing)
    if ending is None:
        artifacts = {"logs": _files.relative(run.folder / "train.log", project)}  # from which the project is found again
    return dict(
        schema="runlog/1", run_id=run.run_id, name=run.name, status=status, command=command(ending),
        timestamp=dict(start=local(run.started), end=local(now) if ending else None,
                       duration_seconds=round(now - run.started, 3) if ending else None),
        git=facts.get("git"), config=config(said, run.folder), data=data, environment=facts["environment"],
        random=random(said, missing), metrics=metrics(said, (now - run.started) / 3600 if ending else None),
        metrics_summary=summaries(said.points), artifacts=artifacts, artifacts_manifest=manifest and manifest[0],
        artifacts_hash=manifest and manifest[1], resources=resources(now - run.started) if ending else {},
        parent=facts.get("parent"), group=None, tags=[],
        hypothesis=run.hypothesis or "\n".join(said.notes.get("hypothesis", [])) or None, children=[],
        capture=dict(version="0.1.0", overhead_ms=None, sources=[], missing=missing,
                     recorder=dict(pid=os.getpid(), started_ms=_facts.process_start_ms())))


def command(ending):
    _, cause, evidence, code = ending or (None, None, None, None)
    user = os.environ.get("USER") or os.environ.get("LOGNAME")
    return dict(argv=_plain.mask_argv(_facts.argv()), typed=None, cwd=os.getcwd(), shell=os.environ.get("SHELL"), user=user,
                host=os.uname().nodename, pid=os.getpid(), pid_started_ms=_facts.process_start_ms(), boot_id=_facts.boot_id(),
                exit_code=code, signal=None, cause=cause, evidence=evidence, attempts=[])


def config(said, folder):
    resolved = said.config
    encoded = canonical(resolved).encode("utf-8", "replace")
    large = len(encoded) > LARGEST_CONFIG
    if resolved:
        # JSON is YAML
        write(folder / "config_resolved.yaml", (json.dumps(resolved, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    return dict(path=None, hash="sha256:" + _facts.digest(encoded) if resolved else None, resolved={} if large else resolved, files=[],
                overrides={}, sources={} if large else {key: "runlog" for key in resolved},
                truncated="%d bytes; all of it is in config_resolved.yaml" % len(encoded) if large else None)


def random(said, missing):
    """The seeds that were said, else those that the configuration names."""
    values = {name: said.config.get(name) for name in SEEDS}
    for call in said.seeds:
        values[call["library"] + "_seed" if call["library"] + "_seed" in values else "seed"] = call["value"]
    known = any(value is not None for value in values.values())
    if known and not said.seeds:
        missing.append(_facts.gap("random.calls", "the seeds are those of the configuration; nobody saw them set"))
    elif not known:
        missing.append(_facts.gap("random", "no seed was said; without 'runlog run' none is observed"))
    return dict(seeded=True if known else None, **values, hash_seed=os.environ.get("PYTHONHASHSEED"), calls=said.seeds, deterministic={})


def metrics(said, hours):
    last = {point["name"]: point["value"] for point in said.points}
    numbers = {name: value for name, value in last.items() if not isinstance(value, str)}
    if hours is not None:
        numbers.setdefault("training_time_hours", hours)
    return numbers


def summaries(points):
    series = {}
    for point in points:
        series.setdefault(point["name"], []).append(point)
    return {name: summary(name, ofit) for name, ofit in series.items()}


def summary(name, points):
    finite = [point for point in points if not isinstance(point["value"], str)]
    low = min(finite, key=lambda point: point["value"], default=None)
    high = max(finite, key=lambda point: point["value"], default=None)
    words = name.lower().replace("/", "_").replace(".", "_").replace("-", "_").split("_")
    better = low if {"loss", "error", "ppl", "perplexity", "rmse", "mae", "mse"} & set(words) else (
        high if {"acc", "accuracy", "f1", "auc", "precision", "recall", "bleu", "r2"} & set(words) else None)
    return dict(count=len(points), first=points[0]["value"], last=points[-1]["value"], min=low and low["value"],
                max=high and high["value"], best_step=better and better["step"], source="runlog")


def resources(seconds):
    used = os.times()
    return dict(wall_seconds=round(seconds, 3),
                cpu_seconds=round(used.user + used.system + used.children_user + used.children_system, 3))


def local(seconds):
    return datetime.datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="milliseconds")


def name_of(run_id):
    """The name in `2026-02-01_1630_name`, else all of it."""
    head, rest = run_id[:16], run_id[16:]
    return rest[1:] if len(rest) > 1 and rest[0] == "_" and head.replace("-", "").replace("_", "").isdigit() else run_id


def claim(outputs, name):
    """A new folder `YYYY-MM-DD_HHMM_<name>`, with _2, _3 ... where it is taken."""
    outputs = pathlib.Path(os.path.abspath(str(outputs)))
    outputs.mkdir(parents=True, exist_ok=True)
    return numbered(outputs / (datetime.datetime.now().strftime("%Y-%m-%d_%H%M_") + reduced(name)))


def reduced(name):
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name.lower()).strip("-_")[:60] or "run"


def fitting(run_id, started):
    """The run id, made one where it is none."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{4}_[a-z0-9_-]+", run_id):
        return run_id
    dated = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{4}_", run_id)
    start = dated.group() if dated else datetime.datetime.fromtimestamp(started).strftime("%Y-%m-%d_%H%M_")
    return start + reduced(run_id[dated.end() if dated else 0 :])


def numbered(path):
    for n in range(1, 100_000):
        try:
            folder = path if n == 1 else path.with_name("%s_%d" % (path.name, n))
            folder.mkdir()
            return folder
        except FileExistsError:
            continue
    raise OSError("too many runs named %s" % path)


def place(folder, run_id):
    """The folder for `log_run`: the one asked for, unless another run's record is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with open(str(folder / "run.json"), encoding="utf-8") as file:
            other = json.load(file).get("run_id")
    except FileNotFoundError:
        return folder
    except (ValueError, AttributeError):
        other = None
    if isinstance(other, str) and (other == run_id or other.endswith("_" + reduced(run_id))):
        return folder
    made = numbered(folder)
    _plain.warn("%s has the record of another run; this one is in %s" % (folder, made))
    return made


def text(record):
    return (json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8", "replace")


def write(path, content):
    """As a whole or not at all."""
    half = path.with_name(".%s.%d" % (path.name, os.getpid()))
    try:
        with open(str(half), "wb") as file:
            file.write(content)
        os.replace(str(half), str(path))
    except OSError:
        if half.exists():
            half.unlink()
        raise


def write_points(path, points):
    if points:
        lines = "".join([_plain.json(point) + "\n" for point in points])
        write(path, lines.encode("utf-8", "replace"))


def canonical(value):
    """RFC 8785."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return ecmascript(float(value)) if abs(value) < 1e308 else str(value)


def ecmascript(number):
    """A double as JavaScript prints it."""
    if number == 0:
        return "0"
    if number < 0:
        return "-" + ecmascript(-number)
    mantissa, _, exponent = ("%r" % number).partition("e")
    whole, _, part = mantissa.partition(".")
    part = "" if part == "0" else part
    point = len(whole) + int(exponent or 0)
    digits = (whole + part).lstrip("0")
    point -= len(whole + part) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = "%s%d" % ("+" if point > 0 else "-", abs(point - 1))
    return digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + "e" + power
