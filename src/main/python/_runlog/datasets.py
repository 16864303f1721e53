"""How many examples a data set has, where that can be told without running code of the user's."""

import sys

_LIBRARIES = {"torch", "torchvision", "torchaudio", "torchtext", "torch_geometric", "datasets", "tensorflow", "keras"}
_STEPS = ("LOAD_", "CALL", "PRECALL", "RETURN_", "RESUME", "CACHE", "PUSH_NULL", "COPY_FREE", "NOT_TAKEN", "EXTENDED_ARG")


def length(probe, data):
    """The number of examples, or None."""
    rows = probe.load("estimators")["rows"](data)
    if rows is not None or data is None:
        return rows
    for base in type(data).__mro__:
        if "__len__" in base.__dict__:
            if base.__module__.partition(".")[0] in _LIBRARIES:
                return len(data)
            return plainly(probe, data, base.__dict__["__len__"])
    return None


def plainly(probe, data, function):
    """The result of a `__len__` that only says `return len(self.x)`, `return self.x` or a number, read and not called."""
    code, dis = getattr(function, "__code__", None), sys.modules.get("dis")
    if code is None or dis is None or code.co_argcount != 1:
        return None
    steps = [step.opname for step in dis.get_instructions(code)]
    consts = [const for const in code.co_consts if const is not None and type(const) is not str]
    if not all(step.startswith(_STEPS) for step in steps):
        return None
    fields = object.__getattribute__(data, "__dict__")
    if len(code.co_names) == 2 and code.co_names[0] == "len" and not consts:
        return probe.load("estimators")["rows"](holder(fields.get(code.co_names[1])))
    if len(code.co_names) == 1 and not consts and type(fields.get(code.co_names[0])) is int:
        return fields[code.co_names[0]]
    return consts[0] if not code.co_names and len(consts) == 1 and type(consts[0]) is int else None


def holder(value):
    return list(value) if type(value) in (dict, set) else value


def part(probe, data, name):
    """Which part of the data this is: by the name of the variable, else by what the data set says of itself."""
    calls = probe.load("calls")
    found = calls["part"](probe, name)
    if found:
        return found
    fields = getattr(data, "__dict__", {})
    if type(fields.get("train")) is bool:
        return "train" if fields["train"] else "test"
    for key in ("split", "subset", "mode", "phase", "partition", "_split"):
        found = calls["part"](probe, str(fields[key]) if key in fields and type(fields[key]).__name__ in ("str", "NamedSplit") else "")
        if found:
            return found
    return probe.load("estimators")["part_of"](data)


def say(probe, name, data):
    size = length(probe, data) if name else None
    if size is not None:
        probe.emit("split", name=name, size=size)
