# From "runlog hook python"; "runlog hook python --remove" takes it away. Python imports it at every start. In a project
# whose runlog.toml lists experiments, a script that is one of them starts again under "runlog run", before anything of its
# own has run. Everything else goes on at once. Whatever fails here means: not recorded.
import os
import sys

LAUNCHER = "@RUNLOG@"
RANKS = ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK")


def start():
    if os.name != "posix" or sys.version_info < (3, 8) or os.environ.get("RUNLOG") == "0":
        return
    script = sys.argv[0]
    if not script or script == "-c":
        return
    root = project(os.getcwd())
    if root is None:
        return
    with open(root + "/runlog.toml", encoding="utf-8") as file:
        patterns = experiments(file.read())
    line = command_line()
    if patterns and is_experiment(line, script, patterns, root) and is_fit():
        record(line)


def project(folder):
    while not os.path.isfile(folder + "/runlog.toml"):
        if folder in ("/", ""):
            return None
        folder = os.path.dirname(folder)
    return folder.rstrip("/")


def experiments(text):
    found, inside = "", False
    for line in text.splitlines():
        line = line.strip()
        if not inside:
            if line.startswith("["):
                break
            name, equals, line = line.partition("=")
            if not equals or name.strip() != "experiments":
                continue
            inside = True
        found += " " + line.partition("#")[0]
        if "[" not in found or "]" in found:
            break
    if "[" in found:
        found = found.partition("[")[2].partition("]")[0]
    patterns = found.replace("'", '"').split('"')[1::2]
    return [pattern.split() for pattern in patterns if pattern.strip() and "\\" not in pattern]


def command_line():
    line = getattr(sys, "orig_argv", None)
    if not line:  # before 3.10
        with open("/proc/self/cmdline", "rb") as file:
            line = [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]
    return list(line)


def is_experiment(line, script, patterns, root):
    if "--help" in line or line[-1] == "-h":
        return False
    for pattern in patterns:
        # "python" alone would be pip, too
        if len(pattern) > 1 and fits(pattern, line, root):
            return True
        if script != "-m" and fits(pattern, [script] + sys.argv[1:], root):
            return True
    return False


def fits(pattern, words, root):
    words = iter(words)
    for index, want in enumerate(pattern):
        for word in words:
            if index == 0 or not word.startswith("-") or want.startswith("-") and matches(want, word):
                break
            if word in ("-X", "-W"):
                next(words, None)
        else:
            return False
        if not want.startswith("-"):
            if "/" in want:
                want = want[2:] if want.startswith("./") else want
                word = os.path.normpath(os.path.join(os.getcwd(), word))
                word = word[len(root) + 1 :] if word.startswith(root + "/") else word
            else:
                word = word.rpartition("/")[2]
        if not matches(want, word):
            return False
    return True


def matches(want, word):
    """Whether a word fits, where * stands for anything and ? for one character."""
    i = at = mark = 0
    star = -1
    while i < len(word):
        if at < len(want) and want[at] == "*":
            star, mark, at = at, i, at + 1
        elif at < len(want) and want[at] in ("?", word[i]):
            i, at = i + 1, at + 1
        elif star >= 0:
            mark += 1
            i, at = mark, star + 1
        else:
            return False
    return not want[at:].strip("*")


def is_fit():
    """Whether this process can be replaced by a recorded one: the program will not notice."""
    env = os.environ
    if is_recorded(env) or any(env.get(name, "0") not in ("0", "") for name in RANKS):
        return False
    for number in os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"):
        try:
            # a file that the program was handed would not reach it
            if int(number) > 2 and os.get_inheritable(int(number)) and number not in job_server(env):
                return False
        except OSError:
            pass  # the listing's own
    try:
        interpreters = __import__("_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters")
        return interpreters.get_current() == interpreters.get_main()
    except ImportError:
        return False


def job_server(env):
    for word in env.get("MAKEFLAGS", "").split():
        name, _, value = word.partition("=")
        if name in ("--jobserver-auth", "--jobserver-fds"):
            return value.split(",")
    return ()


def is_recorded(env):
    host, _, pid = env.get("RUNLOG_HOOKED", "").rpartition(":")
    if pid and host == os.uname().nodename:
        try:
            os.kill(int(pid), 0)
            return True
        except ProcessLookupError:
            pass
    try:
        with open(env["RUNLOG_RUN_DIR"] + "/run.json", encoding="utf-8") as file:
            return '"status": "running"' in file.read(4096)
    except (KeyError, OSError):
        return False


def record(line):
    launcher = LAUNCHER if os.access(LAUNCHER, os.X_OK) else on_path("runlog")
    if launcher is None or not sys.executable:
        return
    if on_path(line[0]) != sys.executable:
        line[0] = sys.executable
    quiet = [] if os.isatty(2) else ["-q"]
    command = [launcher, "run", "--anyway"] + quiet + ["--"] + line
    os.environ["RUNLOG_HOOKED"] = "%s:%d" % (os.uname().nodename, os.getpid())
    import _signal

    ignored = [getattr(_signal, name) for name in ("SIGPIPE", "SIGXFSZ") if hasattr(_signal, name)]
    try:
        for number in ignored:  # Python ignores them and would hand that on
            _signal.signal(number, _signal.SIG_DFL)
        os.execv(launcher, command)
    finally:
        for number in ignored:
            _signal.signal(number, _signal.SIG_IGN)
        del os.environ["RUNLOG_HOOKED"]


def on_path(name):
    if "/" in name:
        return os.path.abspath(name)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        file = os.path.join(folder, name)
        if folder and os.access(file, os.X_OK) and os.path.isfile(file):
            return file
    return None


start()
