"""Version strings cannot fail, whatever is known of a package."""

from importlib.metadata import Distribution, version

from packages import hide_metadata

from effnet_desktop.engine.versions import APP, version_of


def test_versions_are_those_of_the_packages(monkeypatch) -> None:
    assert version_of(APP) == version("effnet-desktop") != ""
    hide_metadata(monkeypatch, APP)
    assert version_of(APP) == ""
    assert version_of("numpy") == version("numpy")
    assert version_of("no such package at all") == ""


def test_metadata_that_lacks_the_version_is_no_error(monkeypatch) -> None:
    monkeypatch.setattr(Distribution, "version", property(lambda self: None))
    assert version_of("numpy") == ""
    monkeypatch.setattr(Distribution, "version", property(lambda self: {}["Version"]))  # as newer Pythons do
    assert version_of("numpy") == ""
