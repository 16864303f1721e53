"""The points of metrics. A name's first 10,000 points are all kept, of later ones every second, fourth ... and, whatever
is left out, the least, the greatest and the last."""

import time

FULL = 10000
MOST_NAMES = 5000
_all = {}
_state = {"full": FULL, "kept": 0}


class Series:
    __slots__ = ("count", "kept", "stride", "last", "least", "greatest")

    def __init__(self, point):
        self.count = self.kept = 0
        self.stride = 1
        self.last = None
        self.least = self.greatest = point


def keep(probe, name, value, step, source):
    point = (time.time(), value, step, source)
    series = _all.get((name, source))
    if series is None:
        if len(_all) >= MOST_NAMES:
            probe.dropped += 1
            return
        series = _all[name, source] = Series(point)
    series.count += 1
    if value < series.least[1]:
        series.least = point
    elif value > series.greatest[1]:
        series.greatest = point
    if series.count % series.stride:
        series.last = point
        return
    series.last = None
    series.kept += 1
    send(probe, name, point)
    if series.kept % _state["full"] == 0:
        thin(probe, series)


def send(probe, name, point):
    values = probe.load("values")
    json, plain, quote = values["json"], values["plain"], values["quote"]
    moment, value, step, source = point
    step = "null" if step is None else repr(step) if type(step) is int else json(plain(step))
    value = repr(value) if value - value == 0 else json(plain(value))
    line = '{"e":"metric","t":%.3f,"name":%s,"value":%s,"step":%s,"source":%s}\n'
    probe.later(line % (moment, quote(name), value, step, quote(source)))


def thin(probe, series):
    if not any(other.stride > 1 for other in _all.values()):
        probe.at_exit(lambda: rest(probe))
    series.stride *= 2
    _state["kept"] += _state["full"]
    if _state["kept"] >= 10 * FULL:
        _state["full"] = FULL // 10  # of very many metrics less is kept of each


def rest(probe):
    for (name, source), series in list(_all.items()):
        if series.count > series.kept:
            last = series.last
            ends = [point for point in (series.least, series.greatest) if last is not None and point is not last]
            for point in sorted(ends, key=lambda point: point[0]) + ([] if last is None else [last]):
                send(probe, name, point)
            why = "of the %d points of %s that went to %s one in %d is kept at the end, and the least, greatest and last"
            probe.emit("gap", field="metrics", why=why % (series.count, name, source, series.stride))
