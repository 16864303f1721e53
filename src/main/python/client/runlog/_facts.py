"""Code and machine: asked of the runlog program where there is one, else of Git and Python."""

import json
import os
import platform
import shutil
import subprocess
import sys
import time

from runlog import _plain

_here = os.path.dirname(os.path.abspath(__file__))
_loaded = time.time()


def program():
    """The runlog program: the one that installed this module, else the one on the PATH; None where there is none."""
    try:
        with open(os.path.join(_here, "launcher"), encoding="utf-8") as file:
            named = file.read().strip()
    except OSError:
        named = os.path.normpath(os.path.join(_here, "..", "..", "..", "bin", "runlog"))
    return named if os.access(named, os.X_OK) and os.path.isfile(named) else shutil.which("runlog")


def call(words, timeout=30, folder=None):
    """The output of a program; None where it fails."""
    try:
        env = dict(os.environ, GIT_OPTIONAL_LOCKS="0")
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=timeout, cwd=folder, env=env)
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def gather(folder):
    """git, environment, parent and what is missing; patch and package list go into the run folder."""
    facts = from_program(folder) or from_git()
    environment = dict(facts.get("environment") or {})
    environment.update(python_facts(folder, facts["missing"]))
    facts["environment"] = environment
    return facts


def argv():
    words = list(getattr(sys, "orig_argv", None) or [sys.executable or "python"] + sys.argv)
    return [word for word in words if isinstance(word, str)] or ["python"]


def from_program(folder):
    runlog = program()
    answer = runlog and call([runlog, "facts", "--into", str(folder), "--"] + argv())
    try:
        facts = json.loads(answer) if answer else None
    except ValueError:
        return None
    return facts if isinstance(facts, dict) and isinstance(facts.get("missing"), list) else None


def draft(folder):
    """Has the runlog program draft what nobody wrote."""
    runlog = program()
    if runlog:
        call([runlog, "note", "--draft", str(folder)])


def from_git():
    missing = []
    git = None
    commit = call(["git", "rev-parse", "--verify", "HEAD"])
    if commit is None:
        missing.append(gap("git", "Git could not be asked, or there is no commit"))
    else:
        status = call(["git", "status", "--porcelain", "--untracked-files=all"])
        dirty = None if status is None else bool(ours_left_out(status))
        branch = call(["git", "symbolic-ref", "-q", "--short", "HEAD"])
        remote = call(["git", "config", "--get", "remote.origin.url"])
        tree = call(["git", "rev-parse", "HEAD^{tree}"])
        git = dict(commit=commit.strip(), tree=tree.strip() if tree and dirty is False else None, dirty=dirty,
                   branch=branch and branch.strip(), remote=remote and _plain.mask_text(remote.strip()), patch=None,
                   patch_hash=None, untracked=[], left_out=[], submodules=[])
        if dirty is not False:
            missing.append(gap("git.patch", "the runlog program was not found, and only it keeps uncommitted changes"))
    missing.append(gap("environment", "the runlog program was not found, and only it looks at the machine closely"))
    return dict(git=git, environment=machine(), parent=None, missing=missing)


def ours_left_out(status):
    """The changes without those in outputs, which never count."""
    return [line for line in status.splitlines() if not line[3:].strip('"').startswith("outputs/")]


def machine():
    return dict(platform=platform.platform(), hostname=platform.node(), cores=os.cpu_count())


def python_facts(folder, missing):
    facts = dict(python=platform.python_version())
    if platform.python_implementation() != "CPython":
        facts["python"] = platform.python_implementation().lower() + " " + facts["python"]
    frozen = call([sys.executable, "-m", "pip", "freeze"], 60) if sys.executable else None
    if frozen is None:
        missing.append(gap("environment.packages", "this Python has no pip that answers"))
    else:
        with open(os.path.join(str(folder), "requirements_freeze.txt"), "w", encoding="utf-8", newline="\n") as file:
            file.write(_plain.mask_text(frozen))
        facts.update(packages=len(frozen.splitlines()), pip_freeze="requirements_freeze.txt",
                     pip_freeze_hash="sha256:" + digest(_plain.mask_text(frozen).encode()))
    facts.update(_plain_frameworks())
    return facts


def _plain_frameworks():
    """Of frameworks only what is loaded already; CUDA is asked nothing that would start it."""
    facts, versions = {}, {}
    for name in ("torch", "tensorflow", "jax", "sklearn", "transformers", "lightning", "xgboost", "lightgbm", "numpy"):
        version = getattr(sys.modules.get(name), "__version__", None)
        if isinstance(version, str):
            versions[name] = str(version)
    try:
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(torch.version.cuda, str):
            facts["cuda"] = torch.version.cuda
        if torch is not None and torch.cuda.is_initialized():
            facts["gpu"] = torch.cuda.get_device_name()
    except Exception:  # it is somebody else's library
        pass
    return dict(facts, framework=versions) if versions else facts


def digest(content):
    import hashlib

    return hashlib.sha256(content).hexdigest()


def gap(field, why):
    return {"field": field, "why": why}


def stat_line():
    """The fields of /proc/self/stat behind the name."""
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
        return file.read().rpartition(")")[2].split()


def process_start_ms():
    """When this process began, as the JVM computes it; None where there is no /proc."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            boot = next(int(line.split()[1]) for line in file if line.startswith("btime"))
        return boot * 1000 + int(stat_line()[19]) * 1000 // os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def process_start():
    start = process_start_ms()
    return _loaded if start is None else min(start / 1000, _loaded)


def boot_id():
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return None
