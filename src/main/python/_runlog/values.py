"""Values as JSON: nothing of the user's is called, everything is bounded, secrets are masked."""

LONGEST = 4096
MOST = 1000
DEEPEST = 6
MASK = "***"

_HOLDERS = ("__dataclass_fields__", "__attrs_attrs__", "__pydantic_fields__", "__fields_set__", "__fields__", "model_fields")
_SHAPES = ("hf_", "sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-",
           "AKIA", "ASIA", "AIza", "eyJ", "npm_", "pypi-", "dckr_pat_", "dop_v1_")
_SINGLE = {"password", "passwd", "passphrase", "pwd", "apikey", "secret", "secrets", "credential", "credentials", "token",
           "accesstoken", "authtoken", "secretkey", "authorization"}
_KEYS = {"api", "access", "private", "secret", "auth", "encryption", "signing", "account", "subscription", "wandb"}
_WORDS_OF_TEXT = {"pad", "padding", "eos", "bos", "unk", "unknown", "mask", "cls", "sep", "sos", "start", "end", "stop", "begin",
                  "special", "image", "audio", "video", "text", "prompt", "separator", "blank", "oov", "newline", "class", "per",
                  "first", "last", "next", "memory", "query", "input", "output", "add", "new", "trigger", "placeholder", "instance",
                  "initializer", "modifier", "control", "decoder", "encoder", "target", "source"}


def words(name):
    """`hubToken`, `hub-token`, `HUB_TOKEN` -> hub, token."""
    out, word, was_lower = [], "", False
    for c in name:
        if not c.isalnum() or (c.isupper() and was_lower):
            if word:
                out.append(word.lower())
            word = ""
        if c.isalnum():
            word += c
        was_lower = c.islower() or c.isdigit()
    if word:
        out.append(word.lower())
    return out


def is_secret_name(name, more=()):
    if name in more and name:
        return True
    parts = words(name)
    if not parts:
        return False
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    if last == "token":
        return before not in _WORDS_OF_TEXT
    return last in _SINGLE or (last == "key" and before in _KEYS) or last.endswith(("password", "passwd", "apikey"))


def mask_text(text):
    """Masks credentials in URLs, private keys and well-known token shapes inside a text."""
    if "PRIVATE KEY" in text and "-----BEGIN" in text:
        return MASK
    at = text.find("://")
    while at >= 0:
        end = at + 3
        while end < len(text) and text[end] not in "/ \t\r\n\"'?#":
            end += 1
        sign = text.rfind("@", at, end)
        if sign > at + 3:
            text = text[: at + 3] + MASK + text[sign:]
        at = text.find("://", at + 3)
    for shape in _SHAPES:
        at = text.find(shape)
        while at >= 0:
            end = at + len(shape)
            while end < len(text) and (text[end].isalnum() or text[end] in "_-."):
                end += 1
            if end - at - len(shape) >= 16 and (at == 0 or not text[at - 1].isalnum()):
                text = text[:at] + MASK + text[end:]
                end = at + len(MASK)
            at = text.find(shape, end)
    return text


def mask_argv(argv, more=()):
    """A command line with the values of secret options masked."""
    out, hide = [], False
    for word in argv:
        word = word if type(word) is str else "?"
        name, sign, value = word.partition("=")
        if hide and not word.startswith("-"):
            out.append(MASK)
            hide = False
            continue
        hide = not sign and word.startswith("-") and is_secret_name(name.lstrip("-"), more)
        if sign and value and is_secret_name(name.lstrip("-").rpartition(".")[2], more) and not value.isdigit():
            out.append(name + "=" + MASK)
        else:
            out.append(cut(mask_text(word)))
    return out


def cut(text):
    return text if len(text) <= LONGEST else text[:LONGEST] + "... (%d characters)" % len(text)


def plain(value, name="", more=(), depth=0):
    """None, booleans, numbers, strings, lists and dictionaries of these; anything else as a tagged dictionary."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if value.bit_length() <= 1024 else {"$type": "int"}
    if kind is float:
        return value if value - value == 0 else {"$float": repr(value)}
    if kind is str:
        return MASK if value and is_secret_name(name, more) else cut(mask_text(value))
    if kind is bytes:
        return {"$type": "bytes"}
    if depth >= DEEPEST:
        return {"$type": type_name(kind)}
    if kind in (list, tuple):
        return [plain(item, name, more, depth + 1) for item in value[:MOST]]
    if kind in (set, frozenset):
        items = [plain(item, name, more, depth + 1) for item in list(value)[:MOST]]
        return sorted(items, key=lambda item: json(item))
    if kind is dict:
        return mapping(value, more, depth)
    return special(value, kind, more, depth)


def mapping(value, more, depth):
    out = {}
    for key in list(value)[:MOST]:
        text = key if type(key) is str else str(key) if type(key) in (int, bool, float) else type_name(type(key))
        out[text] = plain(value[key], text, more, depth + 1)
    return out


def special(value, kind, more, depth):
    """Values of well-known types, recognised by their class alone."""
    import sys

    bases = [base.__module__ + "." + base.__qualname__ for base in type.__dict__["__mro__"].__get__(kind)
             if type(base.__module__) is str]
    if "pathlib.PurePath" in bases or "pathlib._local.PurePath" in bases:
        pathlib = sys.modules.get("pathlib")
        return {"$path": pathlib.PurePath.__str__(value)}
    if "enum.Enum" in bases:
        return {"$enum": type_name(kind) + "." + str(object.__getattribute__(value, "__dict__").get("_name_"))}
    if kind.__module__ == "numpy" and "numpy.generic" in bases and "numpy.void" not in bases:
        return plain(value.item(), "", more, depth + 1) if bases[0] != "numpy.object_" else {"$type": bases[0]}
    if bases[0] in ("torch.dtype", "torch.device"):
        return str(value)
    if kind.__name__ in ("function", "builtin_function_or_method") or kind is type or isinstance(value, type):
        scope = value.__dict__ if kind is type else None
        name = getattr(value, "__qualname__", "?") if scope is None else value.__qualname__
        return {"$ref": "%s.%s" % (getattr(value, "__module__", None) or "builtins", name)}
    inner = members(value)
    if inner is not None:
        return mapping(inner, more, depth)
    if "builtins.list" in bases or "builtins.tuple" in bases:
        simple = list if "builtins.list" in bases else tuple
        return plain(list(simple.__iter__(value)), name, more, depth)
    for base, simple in (("builtins.str", str), ("builtins.int", int), ("builtins.float", float)):
        if base in bases:
            return plain(simple.__getnewargs__(value)[0], "", more, depth + 1)
    return {"$type": type_name(kind)}


def members(value):
    """What an object is made of where its class is made to hold values: a dataclass, an attrs or pydantic class, a
    namespace, a named tuple, a dictionary of any class; else None. No attribute of it is asked for, only its dictionary
    and its slots are read; names with an underscore are no options."""
    kind = type(value)
    if kind is dict:
        return value
    mro = type.__dict__["__mro__"].__get__(kind)
    if dict in mro:
        return {key: dict.__getitem__(value, key) for key in dict.__iter__(value)}
    if tuple in mro:
        names = next((base.__dict__["_fields"] for base in mro if "_fields" in base.__dict__), None)
        return dict(zip(names, tuple.__iter__(value))) if type(names) is tuple else None
    if is_namespace(kind):
        return attributes(value)
    return public(attributes(value)) if any(name in base.__dict__ for base in mro for name in _HOLDERS) else None


def attributes(value):
    """An object's own attributes: of its dictionary and of its slots."""
    out = {}
    for base in reversed(type.__dict__["__mro__"].__get__(type(value))):
        own = base.__dict__.get("__dict__")
        if type(own).__name__ in ("getset_descriptor", "member_descriptor"):
            out.update(own.__get__(value))
        for name, slot in list(base.__dict__.items()):
            if type(slot).__name__ == "member_descriptor" and name != "__dict__":
                try:
                    out[name] = slot.__get__(value)
                except AttributeError:
                    continue
    return out


def public(mapping):
    return {name: item for name, item in mapping.items() if type(name) is not str or not name.startswith("_")}


def is_namespace(kind):
    return any(base.__module__ + "." + base.__qualname__ in ("argparse.Namespace", "types.SimpleNamespace")
               for base in type.__dict__["__mro__"].__get__(kind) if type(base.__module__) is str)


def number(value, device=False):
    """The one number that a value is, or None. Of tensors only what lies in main memory is read, unless the program has
    just waited for the value itself (`device`)."""
    kind = type(value)
    if kind is int or kind is float:
        return value
    if kind is bool or value is None:
        return None
    bases = [base.__module__ + "." + base.__qualname__ for base in type.__dict__["__mro__"].__get__(kind)
             if type(base.__module__) is str]
    if "numpy.number" in bases or "builtins.float" in bases or ("numpy.ndarray" in bases and value.size == 1):
        value = value.item() if bases[0] != "builtins.float" and "numpy" in bases[0] else float.__float__(value)
    elif bases[0] in ("torch.Tensor", "torch.nn.parameter.Parameter"):
        if value.numel() == 1 and (device or value.device.type == "cpu"):
            value = value.item()
    elif device and bases[0].startswith("jaxlib.") and kind.__name__ == "ArrayImpl" and value.size == 1:
        value = value.item()
    elif device and bases[0].startswith("tensorflow.") and kind.__name__ == "EagerTensor" and not value.shape:
        value = value.numpy().item()
    return value if type(value) in (int, float) else None


def type_name(kind):
    return "%s.%s" % (kind.__module__, kind.__qualname__)


def quote(text):
    """A JSON string in ASCII; a byte of a file name that is not UTF-8 stays the lone surrogate that Python has."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return '"' + text + '"'
    out = []
    for c in text:
        code = ord(c)
        if c in '"\\':
            out.append("\\" + c)
        elif 32 <= code < 127:
            out.append(c)
        elif code < 0x10000:
            out.append("\\u%04x" % code)
        else:
            code -= 0x10000
            out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
    return '"' + "".join(out) + '"'


def json(value):
    """The JSON text of a plain value; the json module costs 2 ms to import."""
    kind = type(value)
    if kind is str:
        return quote(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is dict:
        return "{" + ",".join([quote(key) + ":" + json(item) for key, item in value.items()]) + "}"
    if kind in (list, tuple):
        return "[" + ",".join([json(item) for item in value]) + "]"
    return repr(value)
