"""What people call settings and tables that have another name here, torch's own as a rule."""

from __future__ import annotations

from difflib import get_close_matches

ALMOST = 0.85  # share of letters in which a word and a synonym agree: one is wrong
SYNONYMS = {
    "lr": ("learning_rate", "lr_rate", "rate"),
    "batch_size": ("batch", "bs", "minibatch"),
    "epochs": ("epoch", "num_epochs", "max_epochs"),
    "hidden": ("hidden_layers", "hidden_units", "hidden_size", "layers", "neurons"),
    "step_size": ("step", "steps", "step_every"),
    "milestones": ("milestone",),
    "weight_decay": ("decay", "wd", "l2"),
    "clip_grad_norm": ("clip", "grad_clip", "max_grad_norm"),
    "validation": ("val", "val_split", "validation_split", "test_size"),
    "path": ("file", "filename", "csv"),
    "target": ("label",),
    "data": ("dataset",),
    "network": ("model", "net"),
    "optimizer": ("optim", "opt"),
    "scheduler": ("lr_scheduler", "sched", "schedule"),
}


def _plain(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


USUAL = {_plain(synonym): name for name, synonyms in SYNONYMS.items() for synonym in synonyms}


def usual(word: str) -> str:
    """Return the name of what people call so, however it is written, else the word itself."""
    near = get_close_matches(_plain(word), USUAL, 1, ALMOST)
    return USUAL[near[0]] if near else word
