"""Values as events hold them: the rules of the probe, whose file this loads, with NaN and tags as text."""

import importlib.util
import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))


def _load():
    for path in (os.path.join(_here, "_values.py"), os.path.join(_here, "..", "..", "_runlog", "values.py")):
        if os.path.isfile(path):
            spec = importlib.util.spec_from_file_location("runlog._values", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise ImportError("runlog is not completely installed: 'runlog hook module' does it")


_values = _load()
json = _values.json
mask_argv = _values.mask_argv
mask_text = _values.mask_text
members = _values.members


def number(value):
    """A value as a float or an int that JSON can hold, or None."""
    if isinstance(value, bool):
        return int(value)
    try:
        found = _values.number(value, True)
        if found is None and not isinstance(value, (str, bytes)) and hasattr(type(value), "__float__"):
            found = float(value)
        return found if found is None or isinstance(found, int) and abs(found) < 1 << 63 else float(found)
    except Exception:  # it is the user's own class
        return None


def finite(value):
    """A number as JSON has it: NaN and the infinities as text."""
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


def mapping(what, value):
    """A configuration as a plain dictionary; TypeError where it is none."""
    inner = value
    if not isinstance(value, dict):
        inner = members(value)
        if inner is None and hasattr(value, "keys") and hasattr(value, "__getitem__"):
            inner = {key: value[key] for key in value.keys()}
    if inner is None:
        raise TypeError("%s: a dictionary, a Namespace or a dataclass is asked for, not %s" % (what, type(value).__name__))
    return untagged(_values.plain(dict(inner)))


def untagged(value):
    if isinstance(value, dict):
        if len(value) == 1:
            tag, inner = next(iter(value.items()))
            if tag == "$float":
                return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[inner]
            if tag == "$type":
                return "<%s>" % inner
            if tag in ("$path", "$enum", "$ref"):
                return str(inner)
        return {key: untagged(item) for key, item in value.items()}
    return [untagged(item) for item in value] if isinstance(value, list) else value


_warned = set()


def warn(text):
    """A line on stderr, the same one once."""
    if text not in _warned and len(_warned) < 100:
        _warned.add(text)
        try:
            sys.stderr.write("runlog: " + text + "\n")
        except Exception:
            pass
