# runlog puts this file before any other sitecustomize of a recorded command, and a copy named usercustomize.py beside
# it. It starts the probe and hands over to the one that would have run without it. It has to parse on every Python,
# 2.7 included.
import sys as _sys


def _start(name, path):
    import os

    here = os.path.dirname(os.path.abspath(path))
    me = _sys.modules.get(name)
    try:
        if _sys.version_info >= (3, 8) and not os.environ.get("RUNLOG_OFF"):
            with open(os.path.join(here, "settings"), "rb") as lines:
                settings = dict(line.split("=", 1) for line in os.fsdecode(lines.read()).split("\n") if "=" in line)
            settings["here"] = here
            core = os.path.join(settings["probe"], "probe.py")
            scope = {"__name__": "_runlog"}
            quiet = _sys.dont_write_bytecode
            _sys.dont_write_bytecode = False  # only for our own cache folder, and only here, before the program
            try:
                loader = _sys.modules["_frozen_importlib_external"].SourceFileLoader("_runlog", core)
                code = loader.get_code("_runlog")
                _sys.modules["_imp"]._fix_co_filename(code, "<runlog>/probe.py")
                exec(code, scope)
                scope["start"](settings)
            finally:
                _sys.dont_write_bytecode = quiet
    except Exception:
        pass
    _sys.path[:] = [entry for entry in _sys.path if entry != here]
    _sys.modules.pop(name, None)
    try:
        __import__(name)
    except ImportError as error:
        if getattr(error, "name", None) not in (name, None):
            if me is not None:
                _sys.modules[name] = me
            raise
    finally:
        if me is not None:
            _sys.modules.setdefault(name, me)


_start(__name__, __file__)
del _start
