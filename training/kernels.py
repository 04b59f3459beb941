"""The two learners, compiled by numba: hashed-word logistic regression, and a one-layer network over codes."""

import numpy as np
from numba import njit

EPS = 1e-8
CAP = 8.0  # activations are clipped to 0..CAP, as at run time


@njit(cache=True, fastmath=True)
def fit_context(places, starts, docs, order, speaks, target, weight, offset, allowed, fade, rate):  # type: ignore[no-untyped-def]  # noqa: C901 (numba wants one plain loop)
    """Fit three word tables at once, on top of the log-odds `offset` that shape alone gives each paragraph.

    A paragraph's log-odds are its offset, its own words' weights, and the fading sums of what the speaking paragraphs (short
    ones) above and below it announce. AdaGrad, one dump a step; `order` lists the dumps to visit.
    """
    n_words = allowed.shape[0]
    w = np.zeros((3, n_words), dtype=np.float32)
    g2 = np.full((3, n_words), 1e-3, dtype=np.float32)
    bias = 0.0
    for doc in order:
        a, b = docs[doc], docs[doc + 1]
        n = b - a
        own = np.zeros(n)
        down, up = np.zeros(n + 1), np.zeros(n + 2)
        said_down, said_up = np.zeros(n), np.zeros(n)
        for i in range(n):
            s, e = starts[a + i], starts[a + i + 1]
            if s == e:
                continue
            root = 1.0 / np.sqrt(e - s)
            for k in range(s, e):
                own[i] += w[0, places[k]] * root
                if speaks[a + i]:
                    said_down[i] += w[1, places[k]] * root
                    said_up[i] += w[2, places[k]] * root
        for i in range(1, n):
            down[i] = fade * (down[i - 1] + said_down[i - 1])
        for i in range(n - 2, -1, -1):
            up[i] = fade * (up[i + 1] + said_up[i + 1])
        g = np.zeros(n)
        for i in range(n):
            z = offset[a + i] + own[i] + down[i] + up[i] + bias
            g[i] = (1.0 / (1.0 + np.exp(-z)) - target[a + i]) * weight[a + i]
            bias -= 0.01 * g[i]
        for_down, for_up = np.zeros(n + 1), np.zeros(n + 1)
        for i in range(n - 2, -1, -1):
            for_down[i] = fade * (for_down[i + 1] + g[i + 1])
        for i in range(1, n):
            for_up[i] = fade * (for_up[i - 1] + g[i - 1])
        for i in range(n):
            s, e = starts[a + i], starts[a + i + 1]
            if s == e:
                continue
            root = 1.0 / np.sqrt(e - s)
            for t in range(3 if speaks[a + i] else 1):
                part = (g[i] if t == 0 else for_down[i] if t == 1 else for_up[i]) * root
                for k in range(s, e):
                    j = places[k]
                    if allowed[j]:
                        g2[t, j] += part * part
                        w[t, j] -= rate * part / np.sqrt(g2[t, j])
    return w


@njit(cache=True, fastmath=True)
def forward(codes, offsets, table, bias, out, out_bias):  # type: ignore[no-untyped-def]
    """Return the log-odds of each row of codes."""
    n, f = codes.shape
    h = table.shape[1]
    z = np.empty(n, dtype=np.float32)
    x = np.empty(h, dtype=np.float32)
    for i in range(n):
        x[:] = bias
        for k in range(f):
            row = table[offsets[k] + codes[i, k]]
            for j in range(h):
                x[j] += row[j]
        s = out_bias
        for j in range(h):
            s += out[j] * min(CAP, max(0.0, x[j]))
        z[i] = s
    return z


@njit(cache=True, fastmath=True)
def gradients(codes, rows, offsets, target, weight, table, bias, out, out_bias, g_table, g_bias, g_out, drop):  # type: ignore[no-untyped-def]
    """Add the gradients of a batch of rows to g_table, g_bias, g_out; return that of out_bias.

    Feature k is left out of a row with probability drop[k] (and counts the more when it is there), which keeps the network from recognising single pages.
    """
    f, h = codes.shape[1], table.shape[1]
    x = np.empty(h, dtype=np.float32)
    d = np.empty(h, dtype=np.float32)
    there = np.empty(f, dtype=np.bool_)
    g_last = 0.0
    for i in rows:
        x[:] = bias
        for k in range(f):
            there[k] = drop[k] == 0.0 or np.random.random() >= drop[k]
            if there[k]:
                row = table[offsets[k] + codes[i, k]]
                r = 1.0 / (1.0 - drop[k])
                for j in range(h):
                    x[j] += r * row[j]
        s = out_bias
        for j in range(h):
            s += out[j] * min(CAP, max(0.0, x[j]))
        g = (1.0 / (1.0 + np.exp(-s)) - target[i]) * weight[i]
        g_last += g
        for j in range(h):
            a = min(CAP, max(0.0, x[j]))
            g_out[j] += g * a
            d[j] = g * out[j] if 0.0 < x[j] < CAP else (0.02 * g * out[j] if x[j] <= 0.0 else 0.0)
            g_bias[j] += d[j]
        for k in range(f):
            if there[k]:
                row = g_table[offsets[k] + codes[i, k]]
                r = 1.0 / (1.0 - drop[k])
                for j in range(h):
                    row[j] += r * d[j]
    return g_last


@njit(cache=True, fastmath=True)
def adam(w, g, m, v, rate, decay, step):  # type: ignore[no-untyped-def]
    """One Adam step on flat arrays with decoupled weight decay; clears the gradient."""
    c1, c2 = 1.0 - 0.9**step, 1.0 - 0.999**step
    for i in range(w.shape[0]):
        m[i] = 0.9 * m[i] + 0.1 * g[i]
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i]
        w[i] -= rate * (m[i] / c1 / (np.sqrt(v[i] / c2) + EPS) + decay * w[i])
        g[i] = 0.0


@njit(cache=True)
def seed(number):  # type: ignore[no-untyped-def]
    """Seed numba's own random numbers."""
    np.random.seed(number)
