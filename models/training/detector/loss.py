"""The detector's loss: quality-aware focal objectness, GIoU of the boxes, corners, hull."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def side_iou(p: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and GIoU of boxes given as distances (n, 4) from a common inner point."""
    inter = (torch.min(p[:, 0], t[:, 0]) + torch.min(p[:, 2], t[:, 2])) * (torch.min(p[:, 1], t[:, 1]) + torch.min(p[:, 3], t[:, 3]))
    area_p, area_t = ((v[:, 0] + v[:, 2]) * (v[:, 1] + v[:, 3]) for v in (p, t))
    union = area_p + area_t - inter + 1e-6
    hull = (torch.max(p[:, 0], t[:, 0]) + torch.max(p[:, 2], t[:, 2])) * (torch.max(p[:, 1], t[:, 1]) + torch.max(p[:, 3], t[:, 3]))
    iou = inter.clamp(min=0) / union
    return iou, iou - (hull - union) / (hull + 1e-6)


def hull_sides(corners: Tensor) -> Tensor:
    """Distances (n, 4) left, top, right, bottom to the bounding box of the corners (n, 8)."""
    xy = corners.view(-1, 4, 2)
    low, high = xy.min(1).values, xy.max(1).values
    return torch.cat([-low, high], 1)


def objectness_loss(logit: Tensor, positive: Tensor, weight: Tensor, quality: Tensor, width: Tensor) -> Tensor:
    """Focal loss whose target on a plate is 0.4 + 0.6 x the IoU reached there, so that the
    tightest box wins the suppression. Believed plates under 12 pixels wide are hardly
    punished: labels leave such plates out."""
    target = positive * (0.4 + 0.6 * quality)
    p = logit.sigmoid()
    ce = F.binary_cross_entropy_with_logits(logit, target, reduction="none")
    focus = torch.where(positive > 0, (target - p).abs(), p).pow(2)
    tiny = (width < 12 / 8) & (positive == 0) & (p > 0.2)
    return (focus * ce * weight * torch.where(tiny, 0.1, 1.0)).sum() / positive.sum().clamp(min=1)


def detector_loss(raw: Tensor, batch: tuple[Tensor, ...]) -> tuple[Tensor, dict[str, float]]:
    """Total and its parts. ``batch`` as targets.Targets.arrays(), stacked."""
    positive, weight, sides, corners, kind, share = batch
    at = positive > 0
    p, t = F.softplus(raw[:, 1:5].permute(0, 2, 3, 1)[at]), sides.permute(0, 2, 3, 1)[at]
    q, c = raw[:, 5:].permute(0, 2, 3, 1)[at], corners.permute(0, 2, 3, 1)[at]
    iou, giou = side_iou(p, t)
    quality = torch.zeros_like(positive)
    quality[at] = iou.detach()
    w = share[at]
    total_w = w.sum().clamp(min=1)
    box = ((1 - giou) * w).sum() / total_w
    known = kind[at] > 0
    # Corner errors count in plate heights, so that large and small plates weigh alike.
    tall = (t[:, 1] + t[:, 3]).clamp(min=1.0)
    miss = F.smooth_l1_loss(q, c, reduction="none", beta=0.25).mean(1) / tall * 4
    corner = (miss * w * known).sum() / (w * known).sum().clamp(min=1)
    hull = F.smooth_l1_loss(hull_sides(q), t, reduction="none", beta=0.25).mean(1) / tall * 2
    fit = (hull * w * ~known).sum() / (w * ~known).sum().clamp(min=1)
    width = F.softplus(raw[:, 1].detach()) + F.softplus(raw[:, 3].detach())
    obj = objectness_loss(raw[:, 0], positive, weight, quality, width)
    parts = {"obj": obj, "box": box, "corner": corner, "hull": fit}
    total = obj + 1.5 * box + corner + 0.5 * fit
    return total, {k: float(v.detach()) for k, v in parts.items()} | {"iou": float((iou.detach() * w).sum() / total_w)}
