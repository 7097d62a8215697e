"""The whole process `python main.py train` against a bare script that holds the textbook loop.

Run from the project's root: python -m tests.benchmarks.whole_process
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.sides import compare

ROOT = Path(__file__).parents[2]
BARE = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

generator = torch.Generator().manual_seed(0)
x = torch.randn(1000, 10, generator=generator)
y = (x @ torch.randn(10, generator=generator) > 0).long()
torch.manual_seed(0)
network = nn.Sequential(nn.Linear(10, 5), nn.ReLU(), nn.Linear(5, 2))
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5)
criterion = nn.CrossEntropyLoss()
loader = DataLoader(TensorDataset(x[200:], y[200:]), batch_size=32, shuffle=True,
                    generator=torch.Generator().manual_seed(0))
for epoch in range(1, 11):
    lr = optimizer.param_groups[0]["lr"]
    loss_sum, correct = 0.0, 0
    for xb, yb in loader:
        logits = network(xb)
        loss = criterion(logits, yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(1) == yb).sum().item()
    with torch.no_grad():
        val_loss = criterion(network(x[:200]), y[:200]).item()
    scheduler.step()
    print(epoch, lr, optimizer.param_groups[0]["lr"], loss_sum / 800, correct / 800, val_loss)
"""


def main() -> None:
    """Run both programs in turn, each with the interpreter that runs this."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        compare(
            "python main.py train",
            lambda: subprocess.run([sys.executable, "main.py", "train"], cwd=ROOT, check=True, capture_output=True),
            lambda: subprocess.run([sys.executable, str(script)], check=True, capture_output=True),
        )


if __name__ == "__main__":
    main()
