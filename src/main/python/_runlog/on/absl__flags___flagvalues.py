"""absl's flags of the program's own modules; a config flag's ConfigDict with everything in it, and later changes."""

import sys


def attach(module, probe):
    options = probe.load("options")

    def after(frame, args, kwargs, result):
        flags = args[0]
        given = args[1] if len(args) > 1 else kwargs.get("argv")
        caller = options["outside"](frame, "absl", "ml_collections")
        main = probe.role == "main" and options["of_command_line"](given[1:]) and options["is_programs"](probe, caller)
        options["found"](probe, "absl", values(flags), defaults(flags), main, options["place"](caller), flags, values,
                         shape=readable)

    def own(flags):
        """Flags are kept by the module that defined them, those of the main one under the name of its file."""
        for name, found in list(flags.__dict__["__flags_by_module"].items()):
            if name.startswith("absl."):
                continue
            loaded = sys.modules.get(name)
            path = getattr(loaded, "__file__", None) or ""
            if loaded is None or options["is_own"](probe, name, path):
                for flag in found:
                    if type(flag).__name__ not in ("_ConfigFieldFlag", "_ConfigFieldMultiFlag"):
                        yield flag

    def values(flags):
        return {flag.name: flag.__dict__.get("_value") for flag in own(flags)}

    def defaults(flags):
        return {flag.name: flag.default for flag in own(flags) if type(flag).__name__ != "_ConfigFlag"}

    probe.wrap(module.FlagValues, "__call__", after, "options")


def readable(mapping):
    return {name: tree(value) for name, value in mapping.items()}


def tree(value, depth=0):
    """A ConfigDict as plain dictionaries. A field that refers to another is computed by nothing but ml_collections."""
    kinds = [base.__name__ for base in type(value).__mro__ if base.__module__.startswith("ml_collections")]
    if not kinds or depth > 8:
        return value
    inner = value.__dict__
    if "ConfigDict" in kinds:
        return {name: tree(item, depth + 1) for name, item in inner["_fields"].items() if name != "__wrapped__"}
    if "FieldReference" in kinds:
        return tree(value.get() if is_computed_simply(value) else inner["_value"], depth + 1)
    return value


def is_computed_simply(value, depth=0):
    """Whether getting a reference's value calls Python's own operators only: anything else might be the user's."""
    inner = getattr(value, "__dict__", {})
    if "_ops" not in inner:
        return True
    steps = inner["_ops"]
    functions = [getattr(step.fn, "func", step.fn) for step in steps]
    rest = [inner["_value"]] + [item for step in steps for item in step.args]
    return depth < 8 and all(
        (getattr(function, "__module__", None) or "").partition(".")[0] in ("_operator", "builtins", "ml_collections")
        for function in functions) and all(is_computed_simply(item, depth + 1) for item in rest)
