package dev.runlog.query;

import java.util.List;

/// What a filter asks of a run.
sealed interface Test {
  record All(List<Test> of) implements Test {}

  record Any(List<Test> of) implements Test {}

  record Not(Test of) implements Test {}

  record Compare(Key key, Operator operator, Literal value) implements Test {}

  record In(Key key, List<Literal> values) implements Test {}

  record Has(Key key) implements Test {}

  /// A key alone: true where its value is true.
  record IsTrue(Key key) implements Test {}

  /// A key as it was typed, or in full; `at` is its place in the filter.
  record Key(String name, int at) {}

  /// How two values are compared.
  enum Operator {
    EQUAL("="),
    UNEQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    CONTAINS("~"),
    LACKS("!~");

    final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /// Whether an order as of [Comparable] satisfies the operator.
    boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case UNEQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
        case CONTAINS, LACKS -> false;
      };
    }
  }
}
