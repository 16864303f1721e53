"""The configuration of scripts that have no parser: constants, classes and objects of constants, variables of the
environment. All of it is a guess; docs/reference/frameworks.md has the rules. Looked at when the program has visibly
moved on and at its end, never at its start."""

import gc
import os
import sys

ROOM = 512 << 10  # bytes of source in all
MOST_MODULES = 20
_LONGEST_TEXT, _LONGEST_LIST = 200, 32

_CONFIG = {"config", "configs", "cfg", "conf", "configuration", "hparams", "hparam", "hps", "hyperparams", "hyperparameters",
           "hyperparameter", "hyp", "args", "arguments", "opt", "opts", "options", "params", "param", "flags", "settings"}
_MODULES = _CONFIG | {"constants", "const", "consts", "defaults"}
_PARSERS = {"argparse", "ConfigArgParse", "configargparse", "jsonargparse", "click", "typer", "fire", "docopt", "absl", "tyro",
            "simple_parsing", "draccus", "pyrallis", "hydra", "sacred", "gin", "transformers", "tap",
            "omegaconf", "yacs", "mmengine", "mmcv"}
# words of names that are no hyperparameter: where things are, what things are called, how things are written
_NO_OPTION = {"path", "paths", "dir", "dirs", "directory", "root", "file", "files", "folder", "filename", "filenames", "url",
              "urls", "classes", "labels", "names", "colors", "colours", "color", "columns", "cols", "vocab", "format", "fmt",
              "regex", "pattern", "help", "usage", "version", "author", "email", "license", "description", "banner", "title",
              "logger", "here", "home", "timestamp", "date", "now", "today", "alphabet", "stopwords", "header", "headers",
              "prefix", "suffix", "copyright", "x", "y", "xs", "ys", "data", "inputs", "targets", "samples", "message", "text", "prompt"}
# words of names that count or collect; with a value to begin with they are no option
_COUNTERS = {"best", "total", "count", "counter", "correct", "running", "current", "curr", "prev", "previous", "last", "sum", "loss",
             "acc", "accuracy", "start", "step", "iter", "iteration", "epoch", "i", "j", "k", "n", "idx", "index", "score", "min", "max"}
_BEGINNINGS = (0, 1, -1, None, False, float("inf"), float("-inf"), 1e9, 1e10, -1e9, 1e8, 1e5, 1e6, 9999, 99999, 999999)
_SYSTEM = {"PATH", "HOME", "USER", "PWD", "SHELL", "TERM", "LANG", "TMPDIR", "HOSTNAME", "PYTHONPATH", "DISPLAY", "RANK",
           "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "NODE_RANK", "GROUP_RANK", "MASTER_ADDR", "MASTER_PORT", "LOGNAME",
           "LD_LIBRARY_PATH", "CONDA_PREFIX", "VIRTUAL_ENV", "XDG_CACHE_HOME", "COLUMNS", "USERNAME"}
_TRAINING = {"train", "training", "trainer", "main", "run", "fit", "experiment"}
_state = {"room": ROOM, "outlines": {}, "sets": [], "instances": set(), "scans": 0, "modules": [], "checked": set(), "ended": False}


def look(probe):
    # a job of several has only its own options
    if probe.role != "main" or probe.job is not None:
        return
    main = sys.modules.get("__main__")
    if type(main) is not type(sys):
        return
    path = vars(main).get("__file__") or script(probe)
    if type(path) is not str or probe.is_library(path):
        return
    reader = Reader(probe, os.path.join(probe.cwd, path))
    for module in settings_modules(probe):
        reader.module(module, True)
    reader.module(main, False)
    reader.instances([main] + settings_modules(probe))
    reader.send()


def end(probe):
    """Now it is certain whether the program has a parser."""
    _state["ended"] = True
    look(probe)


def script(probe):
    """The script of the command line: at exit its module has forgotten where it came from."""
    process = probe.load("process")
    how, what = process["program"](process["words"]())
    return what if how == "" else None


class Reader:
    """One look at everything; what is new or changed is sent."""

    def __init__(self, probe, script):
        self.probe = probe
        self.script = script
        self.options = probe.load("options")
        self.holders = probe.load("holders")
        self.values = probe.load("values")
        self.found = {}  # origin -> values

    def module(self, module, imported):
        outline = self.outline(module)
        scope = vars(module)
        if outline is None:
            return
        file = os.path.basename(self.path(module))
        lower = self.has_no_parser(outline)
        self.variables(outline)
        names = [name for name in outline.stores if name in outline.settled and name in scope and
                 (is_upper(name) or lower and not name.startswith("_") and is_name(name, scope[name])) and not self.is_secret(outline.sources(name)) and
                 not _SYSTEM.intersection(outline.sources(name))]
        self.add("constants of " + file, {name: scope[name] for name in names if self.is_option(name, scope[name])})
        for name in outline.classes:
            self.constants_class(name, scope.get(name), module)
        for name in () if imported else set(outline.calls) & set(outline.bodies):
            if _TRAINING.intersection(words(name)):
                values = outline.defaults(name)
                self.add("default of %s()" % name, {key: values[key] for key in values if self.is_option(key, values[key])})
            if lower:
                values = outline.locals(name)
                self.add("%s() of %s" % (name, file), {key: values[key] for key in values
                                                          if is_name(key, values[key]) and self.is_option(key, values[key])})
                for key in values:
                    if words(key)[-1:] == ["config"] or key in _CONFIG and type(values[key]) is dict:
                        self.add("%s of %s()" % (key, name), values[key] if type(values[key]) is dict else {})
        for name in list(scope):
            self.named(name, scope[name], module)

    def path(self, module):
        return self.script if module.__name__ == "__main__" else os.path.join(self.probe.cwd, vars(module)["__file__"])

    def outline(self, module):
        path, known = self.path(module), _state["outlines"]
        if path not in known:
            known[path] = None
            if path.endswith(".py"):
                known[path] = self.probe.guard(self.probe.load("source")["outline"], path, _state["room"])
                _state["room"] -= os.stat(path).st_size
        return known[path]

    def has_no_parser(self, outline):
        parsed = self.options["_state"].get("origins", ())
        if any(origin.partition(" ")[0].partition(".")[0] in _PARSERS for origin in parsed):
            return False
        return _state["ended"] or not outline.imports & _PARSERS

    def variables(self, outline):
        values = {}
        for name, (default, conversion) in outline.variables.items():
            value = os.environ.get(name, default)
            if value is not None and name not in _SYSTEM and not self.is_secret([name]):
                values[name] = converted(value, conversion)
        self.add("environment variable", values)

    def is_secret(self, names):
        return any(self.values["is_secret_name"](name, self.probe.settings.get("redact", "").split(",")) for name in names)

    def is_option(self, name, value):
        """Whether the value of a constant is one that somebody would write down as a parameter."""
        kind = type(value)
        if kind not in (int, float, bool) and _NO_OPTION.intersection(words(name)) or self.is_secret([name]):
            return False
        if kind in (int, float, bool, type(None)) and value in _BEGINNINGS and _COUNTERS.intersection(words(name)):
            return False
        if kind is str:
            return is_option_text(value)
        if kind in (list, tuple):
            return len(name) > 1 and 0 < len(value) <= _LONGEST_LIST and all(type(item) in (int, float, bool) for item in value) or (
                is_upper(name) and 0 < len(value) <= 8 and all(type(item) is str and is_option_text(item) for item in value))
        if kind is dict:
            return is_upper(name) and name.lower() not in _CONFIG and 0 < len(value) <= _LONGEST_LIST and all(
                type(item) in (int, float, bool, str, list, tuple, type(None)) for item in value.values())
        if kind.__module__.partition(".")[0] in ("pathlib", "datetime"):
            return False
        return value is None or is_known(self.probe.plain(value, name))

    def constants_class(self, name, kind, module):
        if not isinstance(kind, type) or words(name)[-1:] == [] or words(name)[-1] not in _CONFIG:
            return
        if kind.__module__ != module.__name__ or any("__dataclass_fields__" in base.__dict__ for base in kind.__mro__):
            return
        self.add("class " + name, self.holders["of_class"](kind, self.is_own))

    def is_own(self, kind):
        path = getattr(sys.modules.get(kind.__module__), "__file__", None)
        return kind.__module__ == "__main__" or type(path) is str and not self.probe.is_library(path)

    def named(self, name, value, module):
        """An object that is bound to a name such as config."""
        last = words(name)[-1:]
        if not last or last[0] not in _CONFIG or self.is_followed(value) or name.startswith("_"):
            return
        kind = type(value)
        if kind is type(sys) or isinstance(value, type):
            return
        inner = self.holders["items"](value)
        if inner is None and kind.__module__ != "builtins" and self.is_own(kind):
            inner = self.holders["of_class"](kind, self.is_own)
            inner.update(self.values["public"](self.values["attributes"](value)))
        if type(inner) is dict and inner and all(type(key) is str for key in inner):
            values = self.holders["tree"](dict(inner))
            if mostly_known(self.probe.plain(values)):
                plain = name.lower() in _CONFIG or kind is not dict
                self.add("%s of %s" % (name, os.path.basename(self.path(module))), values if plain else {name: values})

    def is_followed(self, value):
        for work in self.probe.moments:
            found = getattr(work, "__self__", None)
            owner = getattr(found, "owner", None)
            owner = owner() if owner is not None else None
            if owner is value or owner is not None and any(item is value for item in found.mapping(owner).values()):
                return True
        return False

    def instances(self, modules):
        """Instances of the program's own dataclasses for options, wherever they are: found by the garbage collector."""
        kinds = [kind for module in modules for name, kind in list(vars(module).items())
                 if isinstance(kind, type) and "__dataclass_fields__" in kind.__dict__ and kind.__module__ == module.__name__
                 and words(name)[-1:] and words(name)[-1] in _CONFIG and name not in _state["instances"]]
        if not kinds or _state["scans"] >= 4 or sys.version_info < (3, 9):
            return
        _state["scans"] += 1
        found = [(value, self.values["attributes"](value)) for value in gc.get_referrers(*kinds) if type(value) in kinds]
        inner = {id(item) for value, mapping in found for item in mapping.values()}
        for value, mapping in found:
            if id(value) not in inner and not self.is_followed(value):
                _state["instances"].add(type(value).__name__)
                self.options["found"](self.probe, "dataclass " + type(value).__name__, mapping, owner=value, guessed=True,
                                      shape=self.values["public"])

    def add(self, origin, values):
        if values:
            self.found.setdefault(origin, {}).update(values)

    def send(self):
        for origin, values in self.found.items():
            values = {name: value for name, value in values.items() if not is_code(value)}
            news = dict(values)
            for known, one in _state["sets"]:
                if known == origin:
                    mine = {name: news.pop(name) for name in one.values if name in news}
                    self.probe.guard(one.changed, mine)
            if news:
                one = self.options["found"](self.probe, origin, news, guessed=True)
                if one is not None:
                    _state["sets"].append((origin, one))


def settings_modules(probe):
    """The program's own imported modules that are called config, settings ..., found once each."""
    out, checked = _state["modules"], _state["checked"]
    for name, module in list(sys.modules.items()):
        if name in checked or type(module) is not type(sys) or getattr(vars(module).get("__spec__"), "_initializing", False):
            continue
        checked.add(name)
        if name != "__main__" and any(part.lower().rpartition("_")[2] in _MODULES for part in name.split(".")[-2:]):
            path = vars(module).get("__file__")
            if type(path) is str and not probe.is_library(path) and len(out) < MOST_MODULES:
                out.append(module)
    return out


def words(name):
    """`TrainConfig`, `train_config` -> train, config."""
    out, word, was_lower = [], "", False
    for c in name:
        if c == "_" or (c.isupper() and was_lower):
            if word:
                out.append(word.lower())
            word = ""
        if c != "_":
            word += c
        was_lower = c.islower()
    return out + [word.lower()] if word else out


def is_name(name, value):
    """Of one letter only numbers count: `m = 2`, and x, y, z are data."""
    return len(name) > 1 or type(value) in (int, float) and name not in "xyz"


def is_upper(name):
    return name.isupper() and not name.startswith("_")


def is_option_text(text):
    """No empty text, prose, format or address, and nothing that says where a file is."""
    if not text or len(text) > _LONGEST_TEXT or "\n" in text or "://" in text or "{" in text or "%" in text:
        return False
    if text.startswith(("/", "./", "../", "~")) or text.count(" ") > 5:
        return False
    suffix = text.rpartition(".")[2]
    return not (text.rpartition("/")[2].rpartition(".")[0] and suffix.isalnum() and suffix.lower() in _SUFFIXES)


_SUFFIXES = {"py", "txt", "csv", "tsv", "json", "jsonl", "yaml", "yml", "toml", "ini", "log", "pt", "pth", "ckpt", "bin", "npy", "npz",
             "h5", "hdf5", "pkl", "pickle", "png", "jpg", "jpeg", "gif", "pdf", "zip", "gz", "tar", "parquet", "onnx", "md", "html",
             "safetensors", "joblib", "model", "weights", "wav", "mp3", "mp4", "db", "sqlite", "tfrecord", "out", "xml"}


def converted(value, conversion):
    if type(value) is str and conversion:
        try:
            return int(value) if conversion == "int" else float(value)
        except ValueError:
            pass
    return value


def is_code(value):
    return type(value).__name__ in ("function", "builtin_function_or_method", "module", "type", "method")


def is_known(value):
    """Whether a value of `plain` has a form of its own in JSON."""
    if type(value) is dict:
        return "$type" not in value and "$ref" not in value and all(is_known(item) for item in value.values())
    return all(is_known(item) for item in value) if type(value) is list else True


def mostly_known(values):
    """JAX calls the weights of a model params, too."""
    known = sum(is_known(value) for value in values.values())
    return 0 < known and known * 2 >= len(values)
