"""`%%runlog [NAME]`: a cell of a notebook as a run."""

import runlog


def load(shell):
    def cell(line, body):
        """%%runlog [NAME]: records this cell as a run."""
        with runlog.run(line.strip() or "cell") as run:
            outcome = shell.run_cell(body)
            error = outcome.error_in_exec or outcome.error_before_exec
            if error is not None:
                run.failed(error)

    shell.register_magic_function(cell, "cell", "runlog")
