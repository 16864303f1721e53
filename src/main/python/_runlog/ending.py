"""What is known only at the end of a process."""

import os
import sys

_NOTED = ("torch", "jax", "jaxlib", "tensorflow", "keras", "numpy", "transformers", "lightning", "pytorch_lightning", "sklearn",
          "scipy", "pandas", "xgboost", "lightgbm", "flax", "accelerate", "datasets")


def report(probe):
    probe.moments_left = max(probe.moments_left, 1)
    probe.moment()
    for work in list(probe.exits):
        probe.guard(work)
    probe.guard(uncaught, probe)
    probe.guard(switched, probe)
    times = os.times()
    fields = dict(cpu=[round(times[0], 3), round(times[1], 3)], children=[round(times[2], 3), round(times[3], 3)])
    peak = probe.guard(peak_memory, probe)
    if peak:
        fields["max_rss"] = peak
    if probe.role != "worker":
        fields["imported"] = imported(probe)
        fields["versions"] = versions()
    probe.emit("exit", errors=probe.errors, dropped=probe.dropped, **fields)


def switched(probe):
    """Environment variables that the program may have set itself; those that it started with are said again."""
    values = probe.load("process")["switches"]()
    if values and probe.role == "main":
        probe.emit("switches", values=values)


def uncaught(probe):
    """The exception that ended the program; sys.last_value may also be one that a tool such as pytest put there."""
    error = getattr(sys, "last_value", None)
    trace = getattr(sys, "last_traceback", None)
    if not isinstance(error, BaseException) or trace is None:
        return
    frame = trace.tb_frame
    is_main = frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") == "__main__"
    if not is_main and "runpy" not in frame.f_code.co_filename:
        return
    frames = []
    while trace is not None and len(frames) < 2000:
        code = trace.tb_frame.f_code
        frames.append("%s:%d in %s" % (code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "." + kind.__qualname__
    probe.emit("exception", type=name, message=probe.plain(message(error)), frames=frames[-10:])


def message(error):
    """The text of an exception, unless asking for it would run code of the user's."""
    args = BaseException.args.__get__(error)
    simple = all(type(arg) in (str, int, float, bool, type(None)) for arg in args)
    if simple and type(error).__module__ == "builtins":
        return str(error)
    return ", ".join([str(arg) for arg in args if type(arg) in (str, int, float, bool)])


def peak_memory(probe):
    for line in probe.load("process")["read"]("/proc/self/status").split(b"\n"):
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def imported(probe):
    """Top-level names of what was imported beyond the standard library."""
    known = getattr(sys, "stdlib_module_names", ())
    names = set()
    for name, module in list(sys.modules.items()):
        if "." in name or name.startswith("_") or name in known or name in sys.builtin_module_names:
            continue
        path = module.__dict__.get("__file__") if type(module).__dict__.get("__dict__") or hasattr(module, "__dict__") else None
        if type(path) is str and "site-packages" in path or type(path) is str and "dist-packages" in path:
            names.add(name)
    return sorted(names)[:1000]


def versions():
    out = {}
    for name in _NOTED:
        module = sys.modules.get(name)
        version = vars(module).get("__version__") if module is not None else None
        if isinstance(version, str):
            out[name] = str.__str__(version)[:100]
    return out
