#!/usr/bin/env python3
"""Train a small neural network to read handwritten digits, with nothing but Python.

One hidden layer, softmax output, mini-batch gradient descent. The same seed and the same
Python give the same numbers, bit for bit.
"""
import argparse
import csv
import json
import math
import os
import random
from operator import mul

HERE = os.path.dirname(os.path.relpath(__file__))
CLASSES = 10
PIXEL_MAX = 16.0


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--data", default=os.path.join(HERE, "digits.csv"), help="CSV: 64 pixels, then the digit")
    add("--out", default=None, help="folder for model and predictions (default: out/ beside this)")
    add("--lr", type=float, default=0.1, help="learning rate (default: %(default)s)")
    add("--epochs", type=int, default=15, help="passes over the data (default: %(default)s)")
    add("--batch-size", type=int, default=8, help="images per step (default: %(default)s)")
    add("--hidden", type=int, default=32, help="hidden units (default: %(default)s)")
    add("--activation", choices=("relu", "tanh"), default="relu", help="(default: %(default)s)")
    add("--weight-decay", type=float, default=None, help="L2 penalty (default: none)")
    add("--limit", type=int, default=None, help="use only the first N images (default: all)")
    add("--seed", type=int, default=42, help="split, weights and order (default: %(default)s)")
    return parser.parse_args()


def read_images(path, limit):
    """The images as (pixels from 0 to 1, digit)."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [([int(p) / PIXEL_MAX for p in row[:-1]], int(row[-1])) for row in rows[:limit]]


def split(images):
    """70 % to learn from, 15 % to watch while learning, 15 % to judge by."""
    images = random.sample(images, len(images))
    val, test = int(0.70 * len(images)), int(0.85 * len(images))
    return images[:val], images[val:test], images[test:]


def random_matrix(rows, columns):
    spread = math.sqrt(2 / columns)
    return [[random.gauss(0, spread) for _ in range(columns)] for _ in range(rows)]


class Network:
    """Pixels -> hidden units -> a probability for each digit."""

    def __init__(self, inputs, hidden, activation):
        self.activation = activation
        self.w1 = random_matrix(hidden, inputs)
        self.b1 = [0.0] * hidden
        self.w2 = random_matrix(CLASSES, hidden)
        self.b2 = [0.0] * CLASSES

    def forward(self, pixels):
        """The hidden values and the probabilities."""
        sums = [sum(map(mul, w, pixels)) + b for w, b in zip(self.w1, self.b1)]
        if self.activation == "relu":
            hidden = [s if s > 0 else 0.0 for s in sums]
        else:
            hidden = [math.tanh(s) for s in sums]
        logits = [sum(map(mul, w, hidden)) + b for w, b in zip(self.w2, self.b2)]
        top = max(logits)  # keeps exp() in range
        powers = [math.exp(z - top) for z in logits]
        total = sum(powers)
        return hidden, [p / total for p in powers]

    def step(self, batch, lr, weight_decay):
        """One step downhill; the mean loss of the batch before it."""
        passes = [(pixels, digit) + self.forward(pixels) for pixels, digit in batch]
        if weight_decay:
            keep = 1 - lr * weight_decay
            for row in self.w1 + self.w2:
                row[:] = [keep * w for w in row]
        rate = lr / len(batch)
        columns = list(zip(*self.w2))
        for pixels, digit, hidden, probabilities in passes:
            # the gradient of cross-entropy after softmax is simply probability minus truth
            error = [p - (k == digit) for k, p in enumerate(probabilities)]
            back = [sum(map(mul, error, c)) * self.slope(h) for c, h in zip(columns, hidden)]
            descend(self.w2, self.b2, error, hidden, rate)
            descend(self.w1, self.b1, back, pixels, rate)
        return sum(loss(p[digit]) for _, digit, _, p in passes) / len(batch)

    def slope(self, h):
        """The derivative of the activation, from its value."""
        return float(h > 0) if self.activation == "relu" else 1 - h * h


def descend(weights, biases, error, inputs, rate):
    for k, e in enumerate(error):
        if e:
            delta = rate * e
            weights[k] = [w - delta * x for w, x in zip(weights[k], inputs)]
            biases[k] -= delta


def loss(probability):
    """Cross-entropy, from the probability given to the true digit."""
    return -math.log(max(probability, 1e-12))


def predict(network, images):
    """For each image: the true digit, the predicted one, the probability of the true one."""
    rows = []
    for pixels, digit in images:
        _, probabilities = network.forward(pixels)
        rows.append((digit, probabilities.index(max(probabilities)), probabilities[digit]))
    return rows


def score(rows):
    """Mean loss and accuracy."""
    mean_loss = sum(loss(p) for _, _, p in rows) / len(rows)
    accuracy = sum(digit == guess for digit, guess, _ in rows) / len(rows)
    return mean_loss, accuracy


def save(network, rows, folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "model.json"), "w") as file:
        json.dump(vars(network), file)
    with open(os.path.join(folder, "predictions.csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("digit", "predicted", "probability"))
        writer.writerows(rows)
    print(f"saved {folder}")


def main():
    args = options()
    random.seed(args.seed)
    train, val, test = split(read_images(args.data, args.limit))
    network = Network(len(train[0][0]), args.hidden, args.activation)
    print(f"{len(train)} training, {len(val)} validation, {len(test)} test images")
    for epoch in range(1, args.epochs + 1):
        random.shuffle(train)
        total = 0.0
        for start in range(0, len(train), args.batch_size):
            batch = train[start : start + args.batch_size]
            total += network.step(batch, args.lr, args.weight_decay) * len(batch)
        val_loss, val_acc = score(predict(network, val))
        print(
            f"epoch {epoch}/{args.epochs} train_loss={total / len(train):.4f}"
            f" val_loss={val_loss:.4f} val_acc={val_acc:.4f}",
            flush=True,
        )
    rows = predict(network, test)
    test_loss, test_acc = score(rows)
    print(f"test_loss={test_loss:.4f} test_acc={test_acc:.4f}")
    save(network, rows, args.out or os.path.join(HERE, "out"))


if __name__ == "__main__":
    main()
