package dev.runlog.capture.python;

/// The version of cuDNN, which says 8902 for 8.9.2 and since version 9 90100 for 9.1.0.
final class Cudnn {
  private Cudnn() {}

  static String version(int number) {
    int major = number >= 90000 ? 10000 : 1000;
    return number / major + "." + number % major / 100 + "." + number % 100;
  }
}
