"""Photos are found by their names alone."""

import errno
import os
from pathlib import Path

import pytest

from effnet_desktop.engine.photos.finding import Search, find_photos
from effnet_desktop.engine.records.folders import LeftOut


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

    def test_a_closed_folder_is_left_out_and_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.make(tmp_path, "closed/a.jpg", "open/b.jpg")
        scandir = os.scandir

        def refuse(folder: str) -> object:
            if folder.endswith("closed"):
                raise PermissionError(errno.EACCES, "Permission denied", folder)
            return scandir(folder)

        monkeypatch.setattr(os, "scandir", refuse)
        search = Search([tmp_path])
        assert [path.name for path in search.photos()] == ["b.jpg"]
        (closed,) = search.left_out().closed
        assert closed.path == tmp_path / "closed"
        assert "not allowed to open this folder" in str(closed.error)

    def test_folders_are_searched_when_their_turn_comes(self, tmp_path: Path) -> None:
        self.make(tmp_path, "a/1.jpg", "b/2.jpg")
        found = find_photos([tmp_path])
        assert next(found).name == "1.jpg"
        self.make(tmp_path, "b/3.jpg")
        assert [path.name for path in found] == ["2.jpg", "3.jpg"]

    def test_folders_that_systems_make_are_left_out_unless_they_are_named(self, tmp_path: Path) -> None:
        names = "@eaDir #recycle $RECYCLE.BIN __MACOSX lost+found _thumb .thumbnails .Trash-1000"
        self.make(tmp_path, "a.jpg", "thumbs/up.jpg", "_a.jpg", *(f"{folder}/a.jpg/x.jpg" for folder in names.split()))
        assert self.find(tmp_path) == ["_a.jpg", "a.jpg", "up.jpg"]
        assert self.find(tmp_path / "@eaDir") == ["x.jpg"]

    def test_what_is_passed_over_is_counted(self, tmp_path: Path) -> None:
        self.make(tmp_path, "1.psd", "2.PSD", "deep/3.mov", "a.jpg", "a.xmp", "notes.txt", "letter.docx", ".x.psd")
        search = Search([tmp_path])
        assert [path.name for path in search.photos()] == ["a.jpg"]
        assert search.left_out() == LeftOut((), ((".psd", 2), (".mov", 1)), 1)

    @pytest.mark.parametrize(
        ("left_out", "said"),
        [
            (LeftOut((), ((".psd", 4), (".mov", 2))), "6 files are not photos or not supported: 4 .psd, 2 .mov."),
            (LeftOut((), ((".psd", 1),)), "1 file is not a photo or not supported: .psd."),
            (
                LeftOut((), ((".psd", 1),), 2),
                "3 files are not photos or not supported: 1 .psd, 2 of other kinds.",
            ),
            (LeftOut((), (), 7), "None"),
        ],
    )
    def test_what_is_passed_over_is_said(self, left_out: LeftOut, said: str) -> None:
        assert str(left_out.describe_files()) == said
