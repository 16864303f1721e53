"""OmegaConf's references from one value to another, followed without OmegaConf: its resolvers may be code of the user's."""


def referred(values):
    """`${a.b}` and `${.c}` as the values that they refer to."""

    def look(value, parents, depth):
        if type(value) is dict:
            return {name: look(item, parents + [value], depth) for name, item in value.items()}
        if type(value) is list:
            return [look(item, parents + [value], depth) for item in value]
        if type(value) is not str or "${" not in value or depth > 8:
            return value
        path = value[2:-1]
        if value.startswith("${") and value.endswith("}") and not set(path) & set("${:} "):
            found = follow(path, parents)
            return value if found is None else look(found[0], found[1], depth + 1)
        at = value.find("${")
        end = value.find("}", at)
        path = value[at + 2 : end]
        found = None if end < 0 or set(path) & set("${: ") else follow(path, parents)
        if found is None or type(found[0]) not in (str, int, float, bool):
            return value
        inner = look(found[0], found[1], depth + 1)
        return look(value[:at] + str(inner) + value[end + 1 :], parents, depth + 1)

    return look(values, [], 0)


def follow(path, parents):
    dots = len(path) - len(path.lstrip("."))
    if dots > len(parents):
        return None
    above = parents[: len(parents) - dots + 1] if dots else parents[:1]
    if not above:
        return None
    here = above[-1]
    words = path[dots:].replace("[", ".").replace("]", "").split(".")
    for at, word in enumerate(words):
        if type(here) is list and word.isdigit() and int(word) < len(here):
            here = here[int(word)]
        elif type(here) is dict and word in here:
            here = here[word]
        else:
            return None
        if at < len(words) - 1:
            above = above + [here]
    return here, above
