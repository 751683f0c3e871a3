"""Makes `cardscan/ocr/data/marks.onnx`: `python -m samples.training.marks`, about a quarter of an hour on one core.

Besides cardscan and the generator's typefaces (samples/generator/README.md) it needs
`pip install torch==2.13.0 onnx==1.23.2`, which nothing else here does. The seed is fixed: the same versions make the
same file, and print the same figures on strips whose typefaces, names and words the training has not seen.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from cardscan.ocr.ink import HIGH, WIDTH
from cardscan.ocr.marks import DATA, groups, letters
from samples.training.marks_samples import Samples, read_strips, samples

SEED = 2043
PARTS, STRIPS = 3, 2432
EPOCHS, BATCH, FASTEST = 9, 128, 3e-3
SHARE = 0.25
"""Of the letters that are plain and surely read so many are learnt from: they are nine in ten, and soon known."""
BLINDFOLD = 0.1
"""So often the network must do without the reader, lest it lean on it."""
_LEAST_CHANCE = 1e-6
_OUT_OF_GROUP = -30.0


class Second(nn.Module):
    """The network, and how much of the reader's opinion is added to its own; other groups' letters are ruled out."""

    def __init__(self) -> None:
        super().__init__()
        self.eye = _eye(len(letters()))
        self.weight = nn.Parameter(torch.tensor(0.5))
        mask = torch.full((len(letters()), len(letters())), _OUT_OF_GROUP)
        for group in groups():
            places = [letters().index(letter) for letter in group]
            mask[np.ix_(places, places)] = 0.0
        self.register_buffer("mask", mask)

    def forward(self, pictures: Tensor, logs: Tensor, read: Tensor) -> Tensor:
        """Return the letters' logits (N x letters)."""
        return self.eye(pictures) + self.weight * logs + self.mask[read]


def _eye(outputs: int) -> nn.Sequential:
    def layer(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]

    hidden = 64 * -(-HIGH // 8) * (WIDTH // 8)
    return nn.Sequential(
        nn.PixelUnshuffle(2), *layer(4, 24, 1), *layer(24, 48, 2), *layer(48, 64, 2), nn.Flatten(), nn.Dropout(0.2),
        nn.Linear(hidden, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, outputs),
    )  # fmt: skip


def train(known: Samples) -> Second:
    """Learn from the samples, those hard to read counting most."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    pictures, printed, read, logs = _tensors(known)
    easy = _easy(printed, read, logs)
    keep = ~easy | (torch.rand(len(easy)) < SHARE)
    pictures, printed, read, logs = pictures[keep], printed[keep], read[keep], logs[keep]
    weights = torch.where(easy[keep], 1 / SHARE, 1.0)
    model, batches = Second().to(memory_format=torch.channels_last), len(printed) // BATCH
    optimiser = torch.optim.AdamW(model.parameters(), lr=FASTEST, weight_decay=1e-2)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, FASTEST, total_steps=batches * EPOCHS)
    for epoch in range(EPOCHS):
        order, total = torch.randperm(len(printed)), 0.0
        for chosen in order[: batches * BATCH].split(BATCH):
            seen = logs[chosen] * (torch.rand(BATCH, 1) > BLINDFOLD)
            logits = model(_shaken(pictures[chosen]), seen, read[chosen])
            loss = (nn.functional.cross_entropy(logits, printed[chosen], reduction="none") * weights[chosen]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / batches:.4f}, the reader weighs {model.weight.item():.2f}", flush=True)
    return model.eval()


def _tensors(known: Samples) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    logs = np.log(known.chances + _LEAST_CHANCE)
    return tuple(map(torch.from_numpy, (known.pictures, known.printed, known.read, logs)))


def _easy(printed: Tensor, read: Tensor, logs: Tensor) -> Tensor:
    plain = torch.tensor([letters().index(group[0]) for group in groups()])
    sure = logs[torch.arange(len(read)), read] > np.log(0.999)
    return sure & (printed == read) & torch.isin(printed, plain)


def _shaken(pictures: Tensor) -> Tensor:
    """Move the letters a little, change their contrast, add grain."""
    shift = (int(torch.randint(-2, 3, ())), int(torch.randint(-4, 5, ())))
    moved = torch.roll((pictures.float() - 60) / 60, shift, (2, 3))
    strength, grain = 0.8 + 0.4 * torch.rand(len(moved), 1, 1, 1), 0.06 * torch.rand(len(moved), 1, 1, 1)
    return moved * strength + torch.randn_like(moved) * grain


def save(model: Second, path: Path) -> None:
    """Write the network as ONNX; the reader's weight goes along as metadata."""
    example = torch.zeros(2, 1, HIGH, WIDTH)
    axes = {"pictures": {0: "n"}, "logits": {0: "n"}}
    torch.onnx.export(
        model.eye,
        example,
        str(path),
        input_names=["pictures"],
        output_names=["logits"],
        dynamic_axes=axes,
        dynamo=False,
    )
    file = onnx.load(str(path))
    onnx.helper.set_model_props(file, {"weight": f"{model.weight.item():.4f}", "seed": str(SEED)})
    file.producer_name, file.doc_string = "cardscan", "Made by samples/training/marks.py from drawn strips. Apache-2.0."
    onnx.save(file, str(path))


def main(path: Path) -> None:
    """Draw and read the strips, learn from them, write the network."""
    strips = (strip for part in range(PARTS) for strip in read_strips(STRIPS, SEED, part, held_out=False))
    save(train(samples(strips)), path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else DATA / "marks.onnx")
