"""Times a built step, the best of many runs: python ../measure.py, beside the module."""

import sys
import timeit

import numpy as np

sys.path.insert(0, "")
import rolling

few, many = np.arange(10.0), np.arange(1e6)
objects = np.array(list(range(1000)), object)
window = rolling.Window(np.zeros(64))

CASES = {
    "mean, 1,000,000 doubles": (lambda: rolling.mean(many, 50), 1, 40),
    "ewma, 1,000,000 doubles": (lambda: rolling.ewma(many, 0.5), 1, 40),
    "mean, 10 doubles": (lambda: rolling.mean(few, 3), 1000, 300),
    "ewma, 10 doubles": (lambda: rolling.ewma(few, 0.5), 1000, 300),
    "Window.push, 1 number": (lambda: window.push(1.5), 1000, 300),
    "Window.mean": (window.mean, 1000, 300),
    "mean, 1,000 ints as objects": (lambda: rolling.mean(objects, 50), 20, 100),
    "min, 1,000 ints as objects": (lambda: rolling.min(objects, 50), 20, 100),
    "clipped_diff, 1,000 ints as objects": (lambda: rolling.clipped_diff(objects, 500, 100), 20, 100),
}
for name, (call, number, repeat) in CASES.items():
    best = min(timeit.repeat(call, number=number, repeat=repeat)) / number
    print(f"{best * 1e6:12.2f} us  {name}")
