"""Writes TensorBoard event files of every kind that the reader must understand below argv[1]."""

import os
import sys
import time

import numpy
import tensorboardX
from tensorboard.compat.proto import event_pb2, summary_pb2, types_pb2
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.scalar import metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util

root = sys.argv[1]


def old_style():
    writer = tensorboardX.SummaryWriter(os.path.join(root, "runs", "old"))
    for step in range(200):
        writer.add_scalar("Loss/train", 1 / (step + 1), step)
        writer.add_scalar("acc", step / 200, step)
        writer.add_scalar("epoch", step // 50, step)
    writer.add_scalar("diverged", float("nan"), 7)
    writer.add_scalar("diverged", float("inf"), 8)
    for tag in range(300):
        writer.add_scalar("many/%d" % tag, tag * 0.5, 1)
    writer.add_histogram("weights", numpy.arange(100.0), 1)
    writer.add_image("picture", numpy.random.rand(3, 700, 700), 1)
    writer.add_text("note", "loss: 0.5", 1)
    writer.close()


def tensor_style(folder, as_content):
    writer = EventFileWriter(os.path.join(root, "keras", folder))
    for step in range(20):
        value = 1.0 / (step + 2)
        if as_content:
            tensor = tensor_util.make_tensor_proto(numpy.float32(value))
        else:
            tensor = TensorProto(
                dtype=types_pb2.DT_FLOAT, tensor_shape=TensorShapeProto(), float_val=[value]
            )
        summary = summary_pb2.Summary()
        meta = metadata.create_summary_metadata("", "") if step == 0 else None
        summary.value.add(tag="epoch_loss", tensor=tensor, metadata=meta)
        writer.add_event(event_pb2.Event(wall_time=time.time(), step=step, summary=summary))
    vector = tensor_util.make_tensor_proto(numpy.arange(5, dtype=numpy.float32))
    summary = summary_pb2.Summary()
    summary.value.add(tag="vector", tensor=vector)
    writer.add_event(event_pb2.Event(wall_time=time.time(), step=1, summary=summary))
    writer.close()


def restarted():
    folder = os.path.join(root, "resumed")
    writer = tensorboardX.SummaryWriter(folder)
    for step in range(10):
        writer.add_scalar("resumed/loss", step, step)
    writer.close()
    time.sleep(1.1)
    writer = tensorboardX.SummaryWriter(folder, purge_step=5)
    for step in range(5, 8):
        writer.add_scalar("resumed/loss", 100 + step, step)
    writer.close()


def hyper_parameters():
    writer = tensorboardX.SummaryWriter(os.path.join(root, "hparams"))
    writer.add_hparams(
        {"lr": 0.1, "layers": 3, "name": "small", "bias": True}, {"hparam/accuracy": 0.75}
    )
    writer.close()


old_style()
tensor_style("train", True)
tensor_style("validation", False)
restarted()
hyper_parameters()
