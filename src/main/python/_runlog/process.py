"""Who this process is: its first event."""

import os
import sys

_RANKS = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK")
_SWITCHES = ("CUBLAS_WORKSPACE_CONFIG", "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC", "XLA_FLAGS",
             "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NCCL_ALGO", "CUDA_LAUNCH_BLOCKING",
             "PYTORCH_CUDA_ALLOC_CONF", "PL_GLOBAL_SEED", "PL_SEED_WORKERS", "TF_NUM_INTEROP_THREADS",
             "TF_NUM_INTRAOP_THREADS", "NVIDIA_TF32_OVERRIDE", "JAX_ENABLE_X64", "JAX_DEFAULT_PRNG_IMPL")
_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.semaphore_tracker", "loky.backend.resource_tracker")
_WORKERS = ("from multiprocessing.spawn import", "loky.backend.popen_loky", "torch._inductor.compile_worker")
_LAUNCHERS = {"torchrun", "torch.distributed.run", "torch.distributed.launch", "torch.distributed.launcher", "accelerate",
              "accelerate.commands.launch", "deepspeed", "deepspeed.launcher.launch", "deepspeed.launcher.runner", "horovodrun",
              "fabric", "lightning", "composer", "jupyter", "jupyter-nbconvert", "jupyter-execute", "jupyter-run",
              "jupyter-lab", "jupyter-notebook", "nbconvert", "nbclient", "papermill"}
_TOOLS = {"pip", "pip3", "conda", "uv", "poetry", "pdm", "hatch", "pipenv", "tox", "nox", "dvc", "snakemake", "ensurepip", "venv",
          "virtualenv", "tensorboard", "wandb", "alembic"}


def words():
    """The command line of this interpreter as it was typed."""
    if hasattr(sys, "orig_argv"):
        return list(sys.orig_argv)
    return os.fsdecode(read("/proc/self/cmdline")).split("\0")[:-1]


def read(path):
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(fd, 1 << 16)
    finally:
        os.close(fd)


def stat(pid):
    """Parent and start time (clock ticks since boot) of a process."""
    fields = read("/proc/%s/stat" % pid).rpartition(b")")[2].split()
    return (int(fields[1]), int(fields[19])) if len(fields) > 19 else (0, 0)


def parents():
    """The process ids above this one, nearest first."""
    out, pid = [], os.getppid()
    while pid > 1 and len(out) < 10:
        out.append(pid)
        pid = stat(pid)[0]
    return out


def program(argv):
    """What the interpreter was asked to run: a script, `-m` and a module, or `-c`."""
    skip = False
    for at, word in enumerate(argv[1:], 1):
        if skip:
            skip = False
        elif word == "-c" or (word.startswith("-") and not word.startswith("--") and word.endswith("c") and len(word) > 1):
            return "-c", " ".join(argv[at + 1 : at + 2])
        elif word == "-m" or (word.startswith("-") and not word.startswith("--") and word.endswith("m") and len(word) > 1):
            return "-m", " ".join(argv[at + 1 : at + 2])
        elif word in ("-W", "-X", "--check-hash-based-pycs"):
            skip = True
        elif not word.startswith("-"):
            return "", word
    return "-", ""


def role(argv):
    """main: runs the user's program; worker: one of its processes; helper: machinery; launcher: starts the programs."""
    how, what = program(argv)
    if how == "-c" and any(name in what for name in _HELPERS):
        return "helper"
    if (how == "-c" and "multiprocessing.forkserver" in what) or any(name in what for name in _WORKERS):
        return "worker"
    name = what if how == "-m" else os.path.basename(what) if how == "" else ""
    if name in _LAUNCHERS and (name not in ("lightning", "fabric", "accelerate") or {"run", "launch"} & set(argv)):
        return "launcher"
    return "tool" if name in _TOOLS else "main"


def where(probe):
    """The event file of this process; host, process id and start time make it the only one."""
    host = "".join([c if c.isalnum() or c in "-." else "_" for c in os.uname().nodename]) if hasattr(os, "uname") else ""
    return os.path.join(probe.events, "%s-%d-%d.jsonl" % (host, os.getpid(), stat("self")[1]))


def begin(probe):
    argv = words()
    probe.role = role(argv)
    probe.path = where(probe)
    probe.announced = True
    if probe.role == "helper":
        return
    probe.emit(
        "process",
        pid=os.getpid(),
        parents=parents(),
        role=probe.role,
        executable=sys.executable or "",
        version="%d.%d.%d%s" % (sys.version_info[:3] + (short_level(),)),
        implementation=sys.implementation.name,
        prefix=sys.prefix,
        base_prefix=sys.base_prefix,
        path=[entry for entry in sys.path if entry != probe.settings["here"]],
        argv=probe.load("values")["mask_argv"](argv, probe.settings.get("redact", "").split(",")),
        cwd=cwd(),
        rank={name: os.environ[name] for name in _RANKS if name in os.environ},
        switches=switches(),
        log=size_of(os.path.join(os.path.dirname(probe.events), "train.log")),
    )


def size_of(path):
    """How much the log held: what stands there already was printed by others."""
    try:
        return os.stat(path).st_size
    except OSError:
        return None


def switches():
    """Environment variables that decide about determinism or say how it was asked for."""
    return {name: os.environ[name] for name in _SWITCHES if name in os.environ}


def short_level():
    level, serial = sys.version_info[3:]
    return {"alpha": "a", "beta": "b", "candidate": "rc"}[level] + str(serial) if level != "final" else ""


def cwd():
    try:
        return os.getcwd()
    except OSError:
        return ""


def announce(probe):
    """The first event of a forked child, written with the first thing it has to say."""
    probe.path = where(probe)
    process = sys.modules.get("multiprocessing.process")
    if process is not None and getattr(process, "_parent_process", None) is not None:
        probe.role = "worker"
    probe.emit("process", pid=os.getpid(), parents=parents(), role=probe.role, forked=True)
