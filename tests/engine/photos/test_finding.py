"""Photos are found by their names alone."""

import errno
import os
from pathlib import Path

import pytest

from effnet_desktop.engine.photos.finding import find_photos


class TestFindPhotos:
    def make(self, folder: Path, *names: str) -> None:
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()

    def find(self, *paths: Path) -> list[str]:
        return [path.name for path in find_photos(paths)]

    def test_folders_are_searched_in_natural_order(self, tmp_path: Path) -> None:
        self.make(tmp_path, "img10.jpg", "IMG2.JPG", "img1.heic", "a/z.png", "b2/x.tif", "b10/y.webp", "b2/c/w.gif")
        found = [path.relative_to(tmp_path).as_posix() for path in find_photos([tmp_path])]
        assert found == ["img1.heic", "IMG2.JPG", "img10.jpg", "a/z.png", "b2/x.tif", "b2/c/w.gif", "b10/y.webp"]

    def test_hidden_and_other_files_are_left_out(self, tmp_path: Path) -> None:
        self.make(tmp_path, "._a.jpg", ".cache/b.jpg", "Thumbs.db", "notes.txt", "jpg", "c.jpg.txt", "d.jpg")
        assert self.find(tmp_path) == ["d.jpg"]

    def test_what_is_named_directly_is_taken(self, tmp_path: Path) -> None:
        self.make(tmp_path, ".hidden/a.jpg", "photo.txt")
        paths = [tmp_path / "photo.txt", tmp_path / "gone.jpg", tmp_path / ".hidden", tmp_path / "photo.txt"]
        assert self.find(*paths) == ["photo.txt", "gone.jpg", "a.jpg", "photo.txt"]

    def test_links_may_lead_back(self, tmp_path: Path) -> None:
        self.make(tmp_path, "a/b/photo.jpg")
        try:
            (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
            (tmp_path / "a" / "itself").symlink_to(tmp_path / "a" / "itself")
        except OSError:
            pytest.skip("links are not allowed here")
        assert self.find(tmp_path, tmp_path / "a") == ["photo.jpg"]

    def test_a_folder_that_cannot_be_read_is_left_out(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.make(tmp_path, "closed/a.jpg", "open/b.jpg")
        scandir = os.scandir

        def refuse(folder: str) -> object:
            if folder.endswith("closed"):
                raise PermissionError(errno.EACCES, "Permission denied", folder)
            return scandir(folder)

        monkeypatch.setattr(os, "scandir", refuse)
        assert self.find(tmp_path) == ["b.jpg"]

    def test_folders_are_searched_when_their_turn_comes(self, tmp_path: Path) -> None:
        self.make(tmp_path, "a/1.jpg", "b/2.jpg")
        found = find_photos([tmp_path])
        assert next(found).name == "1.jpg"
        self.make(tmp_path, "b/3.jpg")
        assert [path.name for path in found] == ["2.jpg", "3.jpg"]
