"""What cameras do to a grey picture: light, lens, sensor, codec. Geometry stays as it is."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

NOISE_SIZE = 1024


def tone(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gamma, gain, offset and limited range, as one table; sometimes night or washed out."""
    x = np.arange(256, dtype=np.float32) / 255
    x = x ** np.exp(rng.normal(0, 0.35))
    kind = rng.random()
    gain = rng.uniform(0.22, 0.55) if kind < 0.12 else rng.uniform(0.6, 1.25)
    offset = rng.uniform(0.05, 0.35) if kind > 0.92 else rng.normal(0, 0.03)
    x = x * gain + offset
    if rng.random() < 0.35:
        x = (16 + np.clip(x, 0, 1) * 219) / 255
    return cv2.LUT(img, np.clip(x * 255 + 0.5, 0, 255).astype(np.uint8))


def vignette(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Uneven light over the picture: headlights, an infrared lamp's spot, shadows of trees."""
    h, w = img.shape
    field = rng.uniform(0.5, 1.2, (int(rng.integers(2, 5)), int(rng.integers(2, 5)))).astype(np.float32)
    field = cv2.resize(field, (w, h), interpolation=cv2.INTER_LINEAR)
    return np.clip(img * field, 0, 255).astype(np.uint8)


def motion(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Motion blur along a mostly level line."""
    n = int(rng.integers(3, 8))
    kernel = np.zeros((n, n), np.float32)
    slope = rng.normal(0, 0.25) if rng.random() < 0.8 else rng.normal(0, 3)
    half = (n - 1) / 2
    dx, dy = half / np.hypot(1, slope), half * slope / np.hypot(1, slope)
    centre = np.array([half, half])
    ends = [tuple(np.round(centre + s * np.array([dx, dy])).astype(int).tolist()) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return cv2.filter2D(img, -1, kernel / kernel.sum())


@lru_cache(maxsize=1)
def noise_plane() -> np.ndarray:
    """White noise made once; windows take pieces of it, which is four times cheaper than new noise."""
    return np.random.default_rng(0).standard_normal((NOISE_SIZE, NOISE_SIZE), dtype=np.float32)


def grain(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sensor noise, white or coarse."""
    h, w = img.shape
    y, x = (int(v) for v in rng.integers(0, NOISE_SIZE - np.array([h, w]) + 1))
    noise = noise_plane()[y : y + h, x : x + w] * np.float32(np.exp(rng.uniform(np.log(1.5), np.log(14))))
    if rng.random() < 0.4:
        noise = cv2.GaussianBlur(noise, (3, 3), 0) * 1.8
    return np.clip(img + noise, 0, 255).astype(np.uint8)


def codec(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """JPEG blocks, as from web photos or an intra frame of a starved video stream."""
    quality = int(rng.integers(15, 90))
    return cv2.imdecode(cv2.imencode(".jpg", img, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def soften(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Defocus, or detail lost by a smaller picture in between."""
    if rng.random() < 0.5:
        return cv2.GaussianBlur(img, (0, 0), rng.uniform(0.4, 1.6))
    h, w = img.shape
    k = rng.uniform(0.45, 0.85)
    small = cv2.resize(img, (int(w * k), int(h * k)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR)


def sharpen(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The edge enhancement of cheap cameras."""
    soft = cv2.GaussianBlur(img, (0, 0), 1.2)
    amount = rng.uniform(0.3, 1.2)
    return cv2.addWeighted(img, 1 + amount, soft, -amount, 0)


STEPS = ((vignette, 0.15), (tone, 0.75), (soften, 0.22), (motion, 0.12), (sharpen, 0.1), (grain, 0.35), (codec, 0.3))


def photometric(img: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """All of the above, each with its probability; uint8 (h, w) in and out, same size."""
    for step, probability in STEPS:
        if rng.random() < probability:
            img = step(img, rng)
    return img
