"""Say more about a run than can be observed, or record one that was not started by `runlog run`.

    import runlog
    runlog.log(loss=0.1, step=3)                  # inside a recorded run: adds to its record
    with runlog.run("ablation", config=args):     # not recorded: records this block
        ...
    runlog.log_run(run_id, config, metrics, output_dir)         # or once, at the end of a script
    runlog.create_run_md_template(output_dir, run_id)

Needs the standard library alone. What cannot be written is one line on stderr, never an exception; a call that is wrong
in itself (no metric, a configuration that is none) raises TypeError or ValueError. docs/reference/libraries.md.
"""

from runlog._own import Run, create_run_md_template, log_run, run
from runlog._say import artifact, config, data, log, note, seed

__all__ = ["Run", "artifact", "config", "create_run_md_template", "data", "log", "log_run", "note", "run", "seed"]


def load_ipython_extension(shell):
    """`%load_ext runlog`, then `%%runlog [NAME]` records a cell."""
    from runlog import _magic

    _magic.load(shell)
