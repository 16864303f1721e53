"""gin: what was bound in files and on the command line, and the defaults of what has been called."""


def attach(gin, probe):
    options = probe.load("options")
    state = {}

    def look():
        bound, used = scoped(gin, "_CONFIG"), scoped(gin, "_OPERATIVE_CONFIG")
        if not bound and not used or probe.role != "main":
            return
        values = dict(used)
        values.update(bound)
        if "found" in state:
            known = state["found"]
            late = {name: value for name, value in values.items() if name not in known.values}
            if late:
                options["found"](probe, "gin", late, {name: late[name] for name in late if name not in bound})
                known.values.update(probe.plain(late))
            known.changed(values)
        else:
            state["found"] = options["found"](probe, "gin", values, {name: used[name] for name in used if name not in bound})

    if not isinstance(getattr(gin, "_CONFIG", None), dict):
        probe.emit("gap", field="config", why="this version of gin is not understood")
        return
    probe.at_moment(look)


def scoped(gin, which):
    """`scope/function.parameter`, as it would stand in a gin file; a macro by its name."""
    out = {}
    for (scope, selector), values in list(getattr(gin, which, {}).items()):
        for name, value in list(values.items()):
            if selector == "gin.macro":
                out[scope] = shown(gin, value)
            else:
                out[(scope + "/" if scope else "") + selector.rpartition(".")[2] + "." + name] = shown(gin, value)
    return out


def shown(gin, value, depth=0):
    kind = type(value).__name__
    if kind == "ConfigurableReference":
        fields = vars(value)
        scope, selector = "/".join(fields.get("_scopes") or ()), str(fields.get("_selector"))
        macro = gin._CONFIG.get((scope, "gin.macro"), {})
        if selector == "gin.macro" or selector == "macro":
            return shown(gin, macro.get("value"), depth + 1) if depth < 5 else "%" + scope
        return "@" + (scope + "/" if scope else "") + selector + ("()" if fields.get("_evaluate") else "")
    if kind in ("list", "tuple"):
        return [shown(gin, item, depth + 1) for item in value] if depth < 5 else value
    return value
