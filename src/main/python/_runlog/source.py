"""What a script's own text says of its constants: read from the syntax tree, never run. The tree is made by the
interpreter's own compiler, so no module is imported for it."""

import os

LARGEST = 256 << 10
MOST_NODES = 60000
_SAFE_CALLS = {"int", "float", "str", "bool", "len", "min", "max", "round", "abs", "dict", "list", "tuple", "set", "Path"}
_SAFE_ROOTS = {"torch", "tf", "np", "numpy", "jnp", "jax", "math"}


class Outline:
    """Of one file: `settled` names of the module (value known when they are assigned), `classes`, `calls` of functions
    by name at module level, `functions` with what each of them assigns once, `variables` of the environment, `imports`."""

    def __init__(self, tree):
        self.stores = {}
        self.moving = set()  # assigned in loops, or from elsewhere
        self.classes = set()
        self.calls = {}
        self.bodies = {}
        self.variables = {}
        self.imports = set()
        self.inside(tree.body)
        self.everywhere(tree)
        self.settled = {name for name in self.stores if name not in self.moving and
                        all(is_settled(expression) for expression in self.stores[name])}
        made_of = {name: used(self.stores[name]) & (self.moving | set(self.stores)) for name in self.settled}
        before = None
        while before != len(self.settled):
            before = len(self.settled)
            self.settled = {name for name in self.settled if made_of[name] <= self.settled | {name}}

    def inside(self, body):
        for node in body:
            kind = type(node).__name__
            if kind == "Assign":
                for target in node.targets:
                    self.store(target, node.value)
            elif kind in ("AnnAssign", "AugAssign"):
                if node.value is not None:
                    self.store(node.target, node.value)
            elif kind in ("For", "While", "AsyncFor"):
                self.moving.update(stored(node))
            elif kind == "ClassDef":
                self.classes.add(node.name)
            elif kind in ("FunctionDef", "AsyncFunctionDef"):
                self.bodies[node.name] = node
                self.moving.update(shared(node))
            elif kind in ("If", "Try", "With", "TryStar"):
                self.moving.update(name for item in getattr(node, "items", ()) for name in stored(item))
                for part in ("body", "orelse", "finalbody"):
                    self.inside(getattr(node, part, ()))
                for handler in getattr(node, "handlers", ()):
                    self.inside(handler.body)
            elif kind == "Expr":
                self.called(node.value)

    def store(self, target, value):
        kind = type(target).__name__
        if kind == "Name":
            self.stores.setdefault(target.id, []).append(value)
            self.called(value)
        elif kind in ("Tuple", "List"):
            parts = value.elts if type(value).__name__ in ("Tuple", "List") else ()
            if len(parts) == len(target.elts):
                for inner, part in zip(target.elts, parts):
                    self.store(inner, part)
            else:
                self.moving.update(stored(target))

    def called(self, node):
        while type(node).__name__ == "Call":
            if type(node.func).__name__ == "Name":
                self.calls.setdefault(node.func.id, []).append(node)
            node = node.args[0] if node.args else None

    def everywhere(self, tree):
        for node in walk(tree):
            kind = type(node).__name__
            if kind == "Import":
                self.imports.update(name.name.partition(".")[0] for name in node.names)
            elif kind == "ImportFrom" and node.module and not node.level:
                self.imports.add(node.module.partition(".")[0])
            variable = environment(node)
            if variable is not None:
                self.variables.setdefault(variable[0], variable[1:])
            elif kind == "Call" and name_of(node.func) in ("int", "float") and len(node.args) == 1:
                inner = environment(node.args[0])
                if inner is not None:
                    self.variables[inner[0]] = (inner[1], name_of(node.func))

    def sources(self, name):
        """The variables of the environment that a name of the module was made of."""
        found = [environment(node) for expression in self.stores[name] for node in walk(expression)]
        return [variable[0] for variable in found if variable is not None]

    def defaults(self, function):
        """The default arguments with which the module calls a function, where it calls it once and they are literals; a decorator may give others."""
        node, calls = self.bodies[function], self.calls[function]
        if len(calls) > 1 or node.decorator_list or any(type(arg).__name__ == "Starred" for arg in calls[0].args):
            return {}
        given = {word.arg for word in calls[0].keywords}
        names = [argument.arg for argument in getattr(node.args, "posonlyargs", []) + node.args.args]
        given.update(names[:len(calls[0].args)])
        defaults = dict(zip(names[len(names) - len(node.args.defaults):], node.args.defaults))
        defaults.update((argument.arg, value) for argument, value in zip(node.args.kwonlyargs, node.args.kw_defaults) if value)
        changed = {name for inner in node.body for name in stored(inner)}
        values = {name: literal(value) for name, value in defaults.items() if name not in given | changed and None not in given}
        return {name: value for name, value in values.items() if value is not _UNKNOWN and value is not None}

    def locals(self, function):
        """What a function assigns exactly once, to a literal and not in a loop; a dictionary without the keys that it
        changes later."""
        node, once, moving, changed = self.bodies[function], {}, set(), set()
        moving.update(argument.arg for argument in node.args.args + node.args.kwonlyargs)
        for inner in walk(node):
            kind = type(inner).__name__
            if kind in ("For", "While", "AsyncFor", "AugAssign", "Global", "Nonlocal", "FunctionDef", "With", "Lambda"):
                moving.update(stored(inner) if inner is not node else ())
                moving.update(getattr(inner, "names", ()))
            elif kind == "Subscript" and type(inner.ctx).__name__ != "Load" and name_of(inner.value):
                changed.add((inner.value.id, constant(inner.slice)))
            elif kind == "Attribute" and inner.attr in ("update", "pop", "setdefault", "clear", "merge_from_dict"):
                changed.add((name_of(inner.value), _UNKNOWN))
            elif kind in ("Assign", "AnnAssign") and inner.value is not None:
                for target in getattr(inner, "targets", None) or [inner.target]:
                    for name in stored(target):
                        once[name] = _UNKNOWN if name in once or not name_of(target) else literal(inner.value)
        for name, key in changed:
            if type(once.get(name)) is dict:
                once[name] = {k: v for k, v in once[name].items() if k != key} if key is not _UNKNOWN else _UNKNOWN
        return {name: value for name, value in once.items() if value is not _UNKNOWN and name not in moving}


class _Unknown:
    pass


_UNKNOWN = _Unknown()


def outline(path, room):
    """The outline of a file of at most `room` bytes, else None."""
    fd = os.open(path, os.O_RDONLY)
    try:
        size = os.fstat(fd).st_size
        text = os.read(fd, size) if size <= min(room, LARGEST) else None
    finally:
        os.close(fd)
    if text is None:
        return None
    tree = compile(harmless(text[3 if text.startswith(b"\xef\xbb\xbf") else 0 :].decode()), path, "exec", 0x400, True)  # 0x400 is PyCF_ONLY_AST
    return Outline(tree)


def harmless(text):
    """Source in which no escape is invalid: the compiler would warn of it a second time."""
    at = text.find("\\")
    if at < 0:
        return text
    out, done = [], 0
    while at >= 0:
        after = text[at + 1 : at + 2]
        out.append(text[done:at] + ("\\" if after in "\\'\"\n\r" else "\\\\"))
        out.append(after)
        done = at + 2
        at = text.find("\\", done)
    return "".join(out) + text[done:]


def walk(tree):
    todo, seen = [tree], 0
    while todo and seen < MOST_NODES:
        node = todo.pop()
        seen += 1
        yield node
        for field in reversed(node._fields):
            value = getattr(node, field, None)
            if type(value) is list:
                todo.extend([item for item in reversed(value) if hasattr(item, "_fields")])
            elif hasattr(value, "_fields"):
                todo.append(value)


def stored(tree):
    return {node.id for node in walk(tree) if type(node).__name__ == "Name" and type(node.ctx).__name__ == "Store"}


def used(trees):
    return {node.id for tree in trees for node in walk(tree) if type(node).__name__ == "Name"}


def shared(function):
    """The names of the module that a function assigns."""
    names = {name for node in walk(function) if type(node).__name__ == "Global" for name in node.names}
    return names & stored(function) if names else names


def name_of(node):
    return node.id if type(node).__name__ == "Name" else ""


def is_settled(node):
    """Whether an expression is made of literals and names alone, so that its value is no result of a computation."""
    kind = type(node).__name__
    if kind in ("Constant", "Num", "Str", "NameConstant", "Name"):
        return True
    if kind == "UnaryOp":
        return is_settled(node.operand)
    if kind == "BinOp":
        # what is made of two names is a result, lr / 10 is not
        names = {inner.id for inner in walk(node) if type(inner).__name__ == "Name"}
        return len(names) < 2 and is_settled(node.left) and is_settled(node.right)
    if kind in ("Tuple", "List", "Set", "BoolOp"):
        if kind == "List" and not node.elts:
            return False  # it will be filled
        return all(is_settled(item) for item in (node.values if kind == "BoolOp" else node.elts))
    if kind == "Dict":
        return all(is_settled(item) for item in node.values)
    if kind == "IfExp":
        return is_settled(node.body) and is_settled(node.orelse)
    if kind == "Attribute":
        root = name_of(node.value)
        return root in _SAFE_ROOTS or root[:1].isupper()
    if kind == "Call" or kind == "Subscript":
        return environment(node) is not None or is_harmless_call(node)
    return False


def is_harmless_call(node):
    if type(node).__name__ != "Call":
        return False
    name = name_of(node.func) or getattr(node.func, "attr", "")
    if name == "device" and type(node.func).__name__ == "Attribute":
        return True
    return name in _SAFE_CALLS and name == name_of(node.func) and all(
        is_settled(item) for item in node.args + [word.value for word in node.keywords])


def environment(node):
    """(name, default, conversion) of a variable that an expression reads from the environment, else None."""
    kind = type(node).__name__
    if kind == "Subscript" and type(node.ctx).__name__ == "Load" and is_environ(node.value):
        name = constant(node.slice)
        return (name, None, "") if type(name) is str else None
    if kind != "Call" or not node.args:
        return None
    function, attribute = node.func, getattr(node.func, "attr", "")
    if not (attribute == "get" and is_environ(function.value) or attribute == "getenv" and name_of(function.value) == "os"
            or name_of(function) == "getenv"):
        return None
    name = constant(node.args[0])
    default = [item.value for item in node.keywords if item.arg == "default"] + node.args[1:2]
    value = literal(default[0]) if default else None
    return (name, None if value is _UNKNOWN else value, "") if type(name) is str else None


def is_environ(node):
    return name_of(node) == "environ" or getattr(node, "attr", "") == "environ" and name_of(node.value) == "os"


def constant(node):
    value = literal(node.value if type(node).__name__ == "Index" else node)
    return value if type(value) in (str, int, float, bool) else _UNKNOWN


def literal(node, depth=0):
    """The value that an expression of literals has."""
    kind = type(node).__name__
    if kind == "Constant":
        return node.value
    if kind == "UnaryOp" and type(node.op).__name__ == "USub":
        value = literal(node.operand)
        return -value if type(value) in (int, float) else _UNKNOWN
    if kind in ("List", "Tuple") and depth < 6:
        items = [literal(item, depth + 1) for item in node.elts]
        return _UNKNOWN if _UNKNOWN in items else items
    pairs = ()
    if kind == "Dict":
        pairs = [(constant(key) if key is not None else _UNKNOWN, value) for key, value in zip(node.keys, node.values)]
    elif kind == "Call" and name_of(node.func) == "dict" and not node.args:
        pairs = [(word.arg or _UNKNOWN, word.value) for word in node.keywords]
    if not pairs or depth > 5:
        return _UNKNOWN
    known = {key: literal(value, depth + 1) for key, value in pairs if key is not _UNKNOWN}
    return {key: value for key, value in known.items() if value is not _UNKNOWN}
