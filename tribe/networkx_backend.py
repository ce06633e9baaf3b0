"""What networkx reads of our backend when it is imported itself; loads nothing else."""


def get_info() -> dict[str, object]:
    """The backend's name and address for networkx's own pages."""
    return {
        "backend_name": "tribe",
        "project": "tribe-community",
        "package": "tribe",
        "short_summary": "Compiled measures of ties over sorted arrays.",
        "default_config": {},
    }
