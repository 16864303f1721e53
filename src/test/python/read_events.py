"""Prints every scalar below argv[1] as TensorBoard itself reads it: folder, tag, step, value."""

import json
import os
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.util import tensor_util

for folder, _, files in os.walk(sys.argv[1]):
    if not any("tfevents" in name for name in files):
        continue
    everything = {"scalars": 0, "tensors": 0}
    accumulator = event_accumulator.EventAccumulator(folder, size_guidance=everything)
    accumulator.Reload()
    tags = accumulator.Tags()
    relative = os.path.relpath(folder, sys.argv[1])
    for tag in tags["scalars"]:
        for point in accumulator.Scalars(tag):
            print(json.dumps([relative, tag, point.step, repr(float(point.value))]))
    for tag in tags["tensors"]:
        known = accumulator.summary_metadata.get(tag)
        if known and known.plugin_data.plugin_name == "scalars":
            for point in accumulator.Tensors(tag):
                value = tensor_util.make_ndarray(point.tensor_proto).item()
                print(json.dumps([relative, tag, point.step, repr(float(value))]))
