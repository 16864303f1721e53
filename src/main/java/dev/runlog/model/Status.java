package dev.runlog.model;

/// How a run stands: `lost` means that it was settled after the recorder had died.
public enum Status {
  RUNNING,
  FINISHED,
  FAILED,
  KILLED,
  LOST
}
