"""scikit-learn's metrics where the user's own code asks for them."""

_ENDS = ("_score", "_error", "_loss", "_corrcoef", "_deviance", "_distance_metric")
_MORE = ("auc", "classification_report", "precision_recall_fscore_support")


def attach(metrics, probe):
    estimators = probe.load("estimators")
    for name in list(getattr(metrics, "__all__", ())):
        function = getattr(metrics, name, None)
        if hasattr(function, "__code__") and (name.endswith(_ENDS) or name in _MORE):
            watch(metrics, name, probe, estimators)


def watch(metrics, name, probe, estimators):
    said = {"classification_report": report, "precision_recall_fscore_support": several}.get(name, single)

    def after(frame, args, kwargs, result):
        if not probe.is_library(frame.f_code.co_filename):
            truth = args[0] if args else kwargs.get("y_true")
            label = "root_" + name if kwargs.get("squared") is False and name.startswith("mean_") else name
            label = label[: -len("_score")] if label.endswith("_score") else label
            for part, value in said(label, result):
                probe.metric(part if "." in part else estimators["named"](part, truth), value, source="sklearn")

    probe.wrap(metrics, name, after)


def single(name, result):
    yield name, result


def several(name, result):
    yield from zip(("precision", "recall", "f1"), result)


def report(name, result):
    """The report as a dictionary; as text it is printed and read from there."""
    if type(result) is dict:
        for label, value in list(result.items())[:100]:
            if type(value) is dict:
                for metric, number in value.items():
                    if metric != "support":
                        yield "%s.%s" % (label, metric), number
            else:
                yield label, value
