"""The versions of this app and of the libraries that it stands on."""

APP = "effnet-desktop"


def version_of(package: str) -> str:
    """A package's version; empty where it is not installed, or does not say (a copied source tree has no metadata)."""
    from importlib.metadata import PackageNotFoundError, version  # slow: only when somebody asks

    try:
        return version(package) or ""  # None where the metadata is there but lacks it; newer Pythons raise KeyError
    except (PackageNotFoundError, KeyError):
        return ""
