#!/bin/sh
# Estimates pi by throwing points at a square and counting those inside the circle.
# usage: pi.sh [--steps N] [--points N] [--seed N]
set -eu
steps=20 points=200000 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --steps) steps=$2 ;;
    --points) points=$2 ;;
    --seed) seed=$2 ;;
    *) echo "pi.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done

out=$(dirname "$0")/out
mkdir -p "$out"
awk -v steps="$steps" -v points="$points" -v seed="$seed" -v results="$out/results.csv" '
  BEGIN {
    srand(seed)
    pi = atan2(0, -1)
    print "step,estimate,error" > results
    for (step = 1; step <= steps; step++) {
      for (i = 0; i < points; i++) {
        x = rand(); y = rand()
        inside += x * x + y * y <= 1
      }
      estimate = 4 * inside / (step * points)
      error = estimate > pi ? estimate - pi : pi - estimate
      printf "step %d estimate=%.6f error=%.6f\n", step, estimate, error
      printf "%d,%.6f,%.6f\n", step, estimate, error > results
      fflush()
    }
  }'
