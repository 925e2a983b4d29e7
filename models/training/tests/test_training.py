"""Training can be stopped and resumed without a trace; averages and schedules do what they say."""

import torch

from common.training import Average, halved, learning_rate, multiplies_in_bfloat16, restore, save
from reader.loader import Batch
from reader.net import Fold, Reader
from reader.train import train_step


def batch(seed: int) -> Batch:
    g = torch.Generator().manual_seed(seed)
    crops = torch.randint(0, 256, (4, 1, 64, 160), dtype=torch.uint8, generator=g)
    labels = torch.randint(1, 37, (4, 8), generator=g)
    return Batch(crops, labels, torch.tensor([6, 7, 0, 5]), torch.tensor([True, False, True, True]))


def fresh() -> tuple[Reader, torch.optim.Optimizer]:
    net = Reader()
    return net, torch.optim.AdamW(net.parameters(), 1e-3)


def test_a_resumed_run_equals_an_unbroken_one(tmp_path):
    torch.manual_seed(1)
    net, optimiser = fresh()
    train_step(net, optimiser, batch(1))
    save(tmp_path / "x.pt", net=net.state_dict(), optimiser=optimiser.state_dict())
    unbroken = train_step(net, optimiser, batch(2))
    other, again = fresh()
    parts = restore(tmp_path / "x.pt")
    other.load_state_dict(parts["net"])
    again.load_state_dict(parts["optimiser"])
    assert train_step(other, again, batch(2)) == unbroken
    for a, b in zip(net.state_dict().values(), other.state_dict().values()):
        assert torch.equal(a, b)


def test_restore_without_a_checkpoint(tmp_path):
    assert restore(tmp_path / "none.pt") is None


def test_a_few_steps_lower_the_loss():
    torch.manual_seed(2)
    net, optimiser = fresh()
    losses = [train_step(net, optimiser, batch(3)) for _ in range(12)]
    assert losses[-1] < 0.6 * losses[0]


def test_convolutions_are_halved_only_where_the_cpu_has_it():
    """Without the instruction a step takes ten times as long as in float32."""
    with halved(torch.device("cpu")):
        seen = torch.nn.Conv2d(1, 1, 1)(torch.ones(1, 1, 2, 2)).dtype
    assert seen == (torch.bfloat16 if multiplies_in_bfloat16() else torch.float32)


def test_the_average_follows():
    net, _ = fresh()
    average = Average(net, 0.5)
    with torch.no_grad():
        net.head.bias.fill_(1.0)
    before = average.net.head.bias.clone()
    average.update(net, 10_000)
    assert torch.allclose(average.net.head.bias, (before + 1) / 2)


def test_the_schedule_warms_up_and_cools_down():
    assert learning_rate(0, 1000, 1.0, 100) < 0.02
    assert learning_rate(100, 1000, 1.0, 100) > 0.95
    assert abs(learning_rate(1000, 1000, 1.0, 100) - 0.01) < 1e-9


def test_fold_keeps_every_pixel():
    x = torch.arange(2 * 1 * 4 * 6).reshape(2, 1, 4, 6).float()
    y = Fold(2, 3)(x)
    assert y.shape == (2, 6, 2, 2)
    assert sorted(y.flatten().tolist()) == sorted(x.flatten().tolist())
    assert y[0, :, 0, 0].tolist() == [0, 1, 2, 6, 7, 8]
