"""Seeds set through TensorFlow, and at exit its switch for deterministic operations."""

import sys


def attach(tensorflow, probe):
    seeds = probe.load("seeds")
    for path in (("random", "set_seed"), ("compat", "v1", "set_random_seed")):
        owner = tensorflow
        for name in path[:-1]:
            owner = getattr(owner, name, None)
        if hasattr(owner, path[-1]):
            seeds["observe"](probe, "tensorflow", owner, path[-1], function="tensorflow." + ".".join(path))
    probe.at_exit(lambda: state(probe))


def state(probe):
    config = sys.modules.get("tensorflow.python.framework.config")
    ask = getattr(config, "is_op_determinism_enabled", None)
    if ask is not None:
        probe.emit("switches", values={"tensorflow.op_determinism": bool(ask())})
