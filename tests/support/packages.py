"""Packages that seem not to be installed, or an app that is a copied source tree."""

from importlib.metadata import Distribution, PackageNotFoundError


def hide_metadata(monkeypatch, *names: str) -> None:
    """Has nothing be known of some packages; of no package where none is named."""
    from_name = Distribution.from_name

    def find(name: str) -> Distribution:
        if not names or name in names:
            raise PackageNotFoundError(name)
        return from_name(name)

    monkeypatch.setattr(Distribution, "from_name", find)
