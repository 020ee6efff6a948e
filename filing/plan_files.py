"""Where a city folder keeps what is planned of a week."""

from pathlib import Path

from ..models.week import Week

DEPLOYMENT = "deployment.json"


def plan_folder(folder: Path, week: Week) -> Path:
    """Return the folder of a week's documents in a city folder: ``plans/2026-W48``."""
    return folder / "plans" / str(week)


def deployment_file(folder: Path, week: Week) -> Path:
    """Return where a city folder keeps the deployment of a week."""
    return plan_folder(folder, week) / DEPLOYMENT
