"""Data and artifacts of a run that the program records itself."""

import hashlib
import os
import pathlib
import time

from runlog import _facts, _plain

MOST_BYTES = 20 << 30
MOST_SECONDS = 300
MOST_FILES = 50_000
OWN = {"run.json", "run.md", "metrics.jsonl", "changes.patch", "config_resolved.yaml", "requirements_freeze.txt",
       "data_manifest.txt", "artifacts_manifest.txt", "train.log"}
MODELS = {"pt", "pth", "ckpt", "safetensors", "h5", "hdf5", "keras", "onnx", "pkl", "pickle", "joblib", "bin", "model", "tflite", "pb",
          "gguf", "ubj", "cbm", "msgpack", "weights"}
TABLES = {"csv", "tsv", "json", "jsonl", "txt", "npy", "npz", "parquet", "feather", "arrow"}
PLOTS = {"png", "svg", "pdf", "eps"}


def project():
    """The folder that paths are relative to: that of runlog.toml, else the Git work tree, else the current one."""
    here = pathlib.Path(os.getcwd())
    for mark in ("runlog.toml", ".git"):
        for folder in [here] + list(here.parents):
            if (folder / mark).exists():
                return folder
    return here


def relative(path, base):
    try:
        return str(pathlib.Path(path).relative_to(base))
    except ValueError:
        return str(path)


def role(path):
    name = path.name.lower()
    kind = name.rpartition(".")[2]
    if kind in TABLES and ("pred" in name or name.startswith("submission")):
        return "predictions"
    if kind in PLOTS:
        return "plots"
    if kind in ("log", "out", "err"):
        return "logs"
    return "model" if kind in MODELS and not name.startswith(("optimizer", "scheduler")) else None


def walked(folder):
    """The regular files below a folder, in byte order of their paths; links are passed over, as `find -type f` does."""
    found = []
    for place, folders, names in os.walk(str(folder)):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path) and not os.path.islink(path):
                found.append(os.fsencode(os.path.relpath(path, str(folder))))
    return sorted(found)


class Sums:
    """SHA-256 sums within limits."""

    def __init__(self):
        self.bytes = 0
        self.end = time.monotonic() + MOST_SECONDS

    def of(self, path):
        """The sum, or None where the limits are reached."""
        sum = hashlib.sha256()
        with open(path, "rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                self.bytes += len(chunk)
                if self.bytes > MOST_BYTES or time.monotonic() > self.end:
                    return None
                sum.update(chunk)
        return sum.hexdigest()


def sum_line(name, sum):
    """A line as `sha256sum` prints it."""
    shown = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if shown != name else b"") + sum.encode() + b"  " + shown + b"\n"


def data(said, base, folder, missing):
    """The section `data` for what was said to be read, else for the `data_path` of the configuration."""
    paths = list(dict.fromkeys(said.data))
    named = said.config.get("data_path")
    if not paths and isinstance(named, str) and named:
        paths = [os.path.abspath(named)]
    sets = [data_set(path, base, folder, missing, "data_manifest%s.txt" % ("_%d" % n if n > 1 else "")) for n, path in enumerate(paths, 1)]
    if not sets:
        return None
    split = said.config.get("split")
    if isinstance(split, dict) and split and all(type(size) is int for size in split.values()):
        sets[0]["split"] = split
    return dict(sets[0], inputs=sets[1:])


def data_set(path, base, folder, missing, name):
    found = dict(name=os.path.basename(path.rstrip("/")) or None, path=relative(path, base), hash=None, method=None, split={},
                 changed_during_run=[])
    if os.path.isdir(path):
        files = [(b"./" + file, os.path.join(os.fsencode(path), file)) for file in walked(path)]
    elif os.path.isfile(path):
        files = [(b"./" + os.fsencode(os.path.basename(path)), os.fsencode(path))]
    else:
        missing.append(_facts.gap("data.hash", "%s is not there" % path))
        return found
    try:
        sums, lines = Sums(), []
        for shown, file in files:
            sum = sums.of(file)
            if sum is None:
                missing.append(_facts.gap("data.hash", "%s is too large for log_run; 'runlog data hash' does it" % path))
                return found
            lines.append(sum_line(shown, sum))
    except OSError as error:
        missing.append(_facts.gap("data.hash", "%s could not be read: %s" % (path, error)))
        return found
    manifest = b"".join(lines)
    (folder / name).write_bytes(manifest)
    return dict(found, hash="sha256:" + _facts.digest(manifest), method="manifest", files=len(lines), bytes=sums.bytes, manifest=name)


def artifacts(said, base, run, missing):
    """Roles and paths of what lies in the run folder and what was named, and the manifest's name and sum."""
    chosen, lines, sums, rest = {}, [], Sums(), 0
    named = {pathlib.Path(path): given for path, given in said.artifacts.items()}
    for path in named:
        if not path.exists():
            missing.append(_facts.gap("artifacts", "%s was said to be one, and is not there" % path))
    own = [pathlib.Path(os.fsdecode(os.path.join(os.fsencode(str(run.folder)), name))) for name in walked(run.folder)
           if not is_own(name)]
    files = dict.fromkeys(list(named) + own)
    for path in files:
        if path.is_dir():
            chosen.setdefault(named.get(path) or path.name, relative(path, base))
            continue
        if not path.is_file():
            continue
        sum = sums.of(str(path)) if len(lines) < MOST_FILES else None
        if sum is None:
            rest += 1
            continue
        shown = relative(path, base)
        lines.append((os.fsencode(shown), sum))
        if len(chosen) < 50:
            chosen.setdefault(named.get(path) or role(path) or path.name, _plain.mask_text(shown))
    log = run.folder / "train.log"
    if log.is_file():
        chosen["logs"] = relative(log, base)
    if rest:
        missing.append(_facts.gap("artifacts", "%d files are not in the manifest: too many or too large" % rest))
    if not lines:
        return chosen, None
    content = b"".join(sum_line(name, sum) for name, sum in sorted(lines))
    (run.folder / "artifacts_manifest.txt").write_bytes(content)
    return chosen, ("artifacts_manifest.txt", "sha256:" + _facts.digest(content))


def is_own(name):
    first = os.fsdecode(name).split("/")[0]
    return first in OWN or first.startswith((".", "data_manifest")) or (first.startswith("events.") and first.endswith(".jsonl"))
