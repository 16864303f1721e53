"""Seeds set through torch, and at exit what torch itself says: its seed and its switches. CUDA is never started."""

import os
import sys

_said = {}
_UNSEEDED = 67280421310721  # what some releases' default generator has when nobody set a seed; others draw 64 bits
_DRAWN = 1 << 48


def attach(torch, probe):
    if not hasattr(torch, "manual_seed"):
        return
    observe = probe.load("seeds")["observe"]
    observe(probe, "torch", torch, "manual_seed")
    same(torch, sys.modules.get("torch.random"), "manual_seed")
    for device in ("cuda", "mps", "xpu"):
        owner = getattr(torch, device, None)
        for name in ("manual_seed", "manual_seed_all"):
            if hasattr(owner, name):
                observe(probe, "torch." + device, owner, name)
                same(owner, sys.modules.get("torch.%s.random" % device), name)
    probe.wrap(torch, "save", lambda frame, args, kwargs, result: saved(probe, args, kwargs))
    same(torch, sys.modules.get("torch.serialization"), "save")
    probe.guard(library, torch, probe)
    probe.at_moment(lambda: switched(torch, probe))
    probe.at_exit(lambda: state(torch, probe))


def same(owner, home, name):
    """Puts a watched function also where it was defined."""
    if home is not None and getattr(home, name, None) is getattr(owner, name).__wrapped__:
        setattr(home, name, getattr(owner, name))


def saved(probe, args, kwargs):
    """torch writes a file of this name itself, past Python's own open."""
    path = args[1] if len(args) > 1 else kwargs.get("f")
    if type(path) is not str and type(path).__module__ not in ("pathlib", "pathlib._local"):
        return
    path = os.path.join(os.getcwd(), os.fspath(path))
    probe.emit("file", path=path, written=True)


def library(torch, probe):
    version = sys.modules.get("torch.version")
    fields = {name: getattr(version, name, None) for name in ("cuda", "hip", "debug")}
    probe.emit("library", name="torch", version=str(torch.__version__), **probe.plain(fields))


def switched(torch, probe):
    """The switches that have changed since they were last said."""
    switches = {}
    for name, ask in _SWITCHES:
        try:
            switches[name] = probe.plain(ask(torch))
        except Exception:
            continue
    news = {name: value for name, value in switches.items() if name not in _said or _said[name] != value}
    if news:
        _said.update(news)
        probe.emit("switches", values=news)


def state(torch, probe):
    fields = {}
    seed = torch.initial_seed()
    cuda = sys.modules.get("torch.cuda")
    if cuda is not None and getattr(cuda, "_initialized", False):
        fields["cudnn"] = torch.backends.cudnn.version()
    probe.emit("torch", seed=None if seed == _UNSEEDED or seed >= _DRAWN else seed, **fields)


_SWITCHES = (
    ("torch.backends.cudnn.deterministic", lambda t: t.backends.cudnn.deterministic),
    ("torch.backends.cudnn.benchmark", lambda t: t.backends.cudnn.benchmark),
    ("torch.backends.cudnn.enabled", lambda t: t.backends.cudnn.enabled),
    ("torch.backends.cudnn.allow_tf32", lambda t: t.backends.cudnn.allow_tf32),
    ("torch.backends.cuda.matmul.allow_tf32", lambda t: t.backends.cuda.matmul.allow_tf32),
    ("torch.float32_matmul_precision", lambda t: t.get_float32_matmul_precision()),
    ("torch.deterministic_algorithms", lambda t: t.are_deterministic_algorithms_enabled()),
    ("torch.deterministic_algorithms_warn_only", lambda t: t.is_deterministic_algorithms_warn_only_enabled()),
    ("torch.num_threads", lambda t: t.get_num_threads()),
)
