import dev.runlog.library.Runlog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.apache.commons.math3.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;

/// Softmax regression on handwritten digits, fitted by the conjugate gradient of Apache Commons
/// Math. Arguments: the digits' file, how many iterations, how strong the L2 penalty is.
public final class Digits {
  private static final int CLASSES = 10;

  /// Images as pixels from 0 to 1, a constant last, and the digits that they show.
  record Data(List<double[]> images, List<Integer> digits) {}

  public static void main(String[] args) throws IOException {
    var file = Path.of(args.length > 0 ? args[0] : "examples/digits/digits.csv");
    int iterations = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    double penalty = args.length > 2 ? Double.parseDouble(args[2]) : 1e-3;
    long seed = 7;

    var config = Map.of("iterations", iterations, "penalty", penalty, "seed", seed);
    try (var run = Runlog.start("digits-jvm", config)) {
      run.data(file).seed("java", seed);
      var all = read(file);
      int train = all.digits().size() * 4 / 5;
      var order = new ArrayList<Integer>();
      for (int i = 0; i < all.digits().size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(seed));
      var training = part(all, order.subList(0, train));
      var test = part(all, order.subList(train, order.size()));

      var weights = fit(training, iterations, penalty, run);
      double accuracy = accuracy(weights, test);
      run.log("test_acc", accuracy);
      System.out.printf("test accuracy %.4f%n", accuracy);

      var folder = run.folder();
      var model = (folder == null ? Path.of("") : folder).resolve("weights.model");
      var lines = new ArrayList<String>();
      for (double weight : weights) {
        lines.add(Double.toString(weight));
      }
      Files.write(model, lines);
      run.artifact(model, "model");
      run.finish();
    }
  }

  private static Data read(Path file) throws IOException {
    var data = new Data(new ArrayList<>(), new ArrayList<>());
    for (var line : Files.readAllLines(file)) {
      var cells = line.split(",");
      if (!Character.isDigit(line.charAt(0))) {
        continue; // the header
      }
      var image = new double[cells.length];
      for (int i = 0; i < cells.length - 1; i++) {
        image[i] = Double.parseDouble(cells[i]) / 16;
      }
      image[cells.length - 1] = 1;
      data.images().add(image);
      data.digits().add(Integer.parseInt(cells[cells.length - 1]));
    }
    return data;
  }

  private static Data part(Data all, List<Integer> which) {
    return new Data(
        which.stream().map(all.images()::get).toList(),
        which.stream().map(all.digits()::get).toList());
  }

  private static double[] fit(Data data, int iterations, double penalty, Runlog run) {
    int size = CLASSES * data.images().getFirst().length;
    var optimizer =
        new NonLinearConjugateGradientOptimizer(
            NonLinearConjugateGradientOptimizer.Formula.POLAK_RIBIERE,
            (iteration, before, now) -> {
              int steps = iteration - 1; // it is asked from the second one on
              run.log(steps, "loss", now.getValue());
              return steps >= iterations;
            });
    PointValuePair best =
        optimizer.optimize(
            new MaxEval(100 * iterations),
            new ObjectiveFunction(weights -> loss(weights, data, penalty, null)),
            new ObjectiveFunctionGradient(
                weights -> {
                  var gradient = new double[size];
                  loss(weights, data, penalty, gradient);
                  return gradient;
                }),
            GoalType.MINIMIZE,
            new InitialGuess(new double[size]));
    return best.getPoint();
  }

  /// The mean cross-entropy with the penalty; its gradient is added to `gradient` where asked for.
  private static double loss(double[] weights, Data data, double penalty, double[] gradient) {
    double loss = 0;
    int count = data.digits().size();
    for (int n = 0; n < count; n++) {
      var image = data.images().get(n);
      var scores = scores(weights, image);
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        scores[c] = Math.exp(scores[c]);
        sum += scores[c];
      }
      int digit = data.digits().get(n);
      loss -= Math.log(scores[digit] / sum) / count;
      for (int c = 0; gradient != null && c < CLASSES; c++) {
        double error = (scores[c] / sum - (c == digit ? 1 : 0)) / count;
        for (int i = 0; i < image.length; i++) {
          gradient[c * image.length + i] += error * image[i];
        }
      }
    }
    for (int i = 0; i < weights.length; i++) {
      loss += penalty * weights[i] * weights[i] / 2;
      if (gradient != null) {
        gradient[i] += penalty * weights[i];
      }
    }
    return loss;
  }

  private static double[] scores(double[] weights, double[] image) {
    var scores = new double[CLASSES];
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i < image.length; i++) {
        scores[c] += weights[c * image.length + i] * image[i];
      }
      highest = Math.max(highest, scores[c]);
    }
    for (int c = 0; c < CLASSES; c++) {
      scores[c] -= highest; // so that no exponential overflows
    }
    return scores;
  }

  private static double accuracy(double[] weights, Data data) {
    int right = 0;
    for (int n = 0; n < data.digits().size(); n++) {
      var scores = scores(weights, data.images().get(n));
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        best = scores[c] > scores[best] ? c : best;
      }
      right += best == data.digits().get(n) ? 1 : 0;
    }
    return (double) right / data.digits().size();
  }
}
