"""run.md, word for word as the runlog program begins it."""

PLACEHOLDERS = (
    ("hypothesis", "Hypothesis", "[What should this show, and what do you expect?]"),
    ("change", "Change", "[What is different from the run before?]"),
    ("result", "Result", "[What came out? Anything unexpected?]"),
    ("next", "Next", "[What follows from it?]"),
    ("risk", "Risk/Anomaly", "[Anything that could spoil the result?]"),
)


def text(run_id, said=None):
    """The note of a run, with what was said in the place of placeholders."""
    lines = ["# Run: " + run_id]
    for element, title, placeholder in PLACEHOLDERS:
        lines.append("## " + title)
        words = [line.strip() for line in ((said or {}).get(element) or "").splitlines() if line.strip()]
        lines += ["\\" + line if line[0] == "#" else line for line in words] or [placeholder]
    return "\n".join(lines) + "\n"
