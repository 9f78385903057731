"""Colours as readers see them: contrast by WCAG, and distances in CIELAB, also for colour-blind readers."""

import numpy as np
from matplotlib.colors import to_rgb

# Distance in CIELAB (CIE 1976) that colours of one figure have for every reader. About 2.3 is just noticed between
# fields that touch (Mahy, Van Eycken and Oosterlinck, "Evaluation of uniform color spaces", Color Research and
# Application 19:2, 1994); an entry of a legend lies far from what it explains, so four times that is asked, rounded up.
APART = 10
# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (IEEE TVCG
# 15:6, 2009), matrices of severity 1.0 on linear RGB.
MACHADO = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "none": np.eye(3),
}
# Linear sRGB to XYZ, and the white of XYZ (IEC 61966-2-1, D65).
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colours):
    """Linear light of sRGB colours, rows of three from 0 to 1."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def luminances(colours):
    """Relative luminance by WCAG of sRGB colours, rows of three from 0 to 1."""
    return linear(colours) @ TO_XYZ[1]


def contrast(one, other):
    """Contrast of two colours by WCAG, from 1 to 21."""
    dark, light = sorted(luminances(np.array([to_rgb(one), to_rgb(other)])))
    return (light + 0.05) / (dark + 0.05)


def lab(colour, seen):
    """A colour in CIELAB as it is seen, by the name of a colour blindness."""
    relative = TO_XYZ @ np.clip(np.array(MACHADO[seen]) @ linear(np.array(to_rgb(colour))), 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = (cell ** (1 / 3) if cell > (6 / 29) ** 3 else cell * 841 / 108 + 4 / 29 for cell in relative)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other):
    """Least distance of two colours in CIELAB among readers with and without colour blindness."""
    return min(float(np.linalg.norm(lab(one, seen) - lab(other, seen))) for seen in MACHADO)
