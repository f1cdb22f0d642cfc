"""What can be said of the packages without building one; the build itself tries them in a bare Debian."""

import ast
import importlib.util
import plistlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from configparser import ConfigParser
from importlib.metadata import version
from pathlib import Path

import pytest

from effnet_desktop import display
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.models.store import ModelStore, _packaged_weights
from effnet_desktop.engine.networks import architecture, convert
from effnet_desktop.engine.photos.reading import SUFFIXES
from effnet_desktop.engine.variants import VARIANTS

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
VERSION = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]


@pytest.fixture(scope="module")
def build_modules():
    """The build's own modules."""
    sys.path.insert(0, str(BUILD))
    try:
        import clean_root
        import licences
        import linux_packages
        import package

        yield {"clean_root": clean_root, "licences": licences, "linux_packages": linux_packages, "package": package}
    finally:
        sys.path.remove(str(BUILD))


def test_the_version_is_in_one_place(build_modules):
    assert build_modules["package"].app_version() == VERSION == version("effnet-desktop")
    assert f"Version: {VERSION}\n" in build_modules["linux_packages"].control(VERSION, 1)
    literal = re.compile(rf"(?<![\d.]){re.escape(VERSION)}(?![\d.])")
    sources = [*BUILD.glob("*.*"), *BUILD.glob("[lmwh]*/*"), *(ROOT / "effnet_desktop").rglob("*.py")]
    files = [file for file in sources if file.is_file() and file.name != "constraints.txt"]
    assert len(files) > 60
    assert [file.name for file in files if literal.search(file.read_text(encoding="utf-8"))] == ["setup.nsi"]
    assert f"-DVERSION={VERSION}" in (BUILD / "windows/setup.nsi").read_text(), "an example, in a comment"


def test_the_spec_names_no_module_of_ours_and_no_test_tool_is_in_the_bundle():
    text = (BUILD / "effnet_desktop.spec").read_text()
    ours = {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in (ROOT / "effnet_desktop").rglob("*.py")}
    assert not [name for name in ours if name.count(".") and name in text]
    assert 'collect_submodules("effnet_desktop")' in text
    assert "pytest" not in text  # nothing imports it, so it need not be excluded


@pytest.fixture
def dropped() -> re.Pattern[str]:
    """The spec's own rule of what is left out."""
    tree = ast.parse((BUILD / "effnet_desktop.spec").read_text())
    [value] = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "DROPPED"]
    return re.compile(value.args[0].value, re.VERBOSE)


@pytest.mark.parametrize(
    "place",
    [
        "torchvision/_C.so",
        "torchvision/image.pyd",
        "torchvision.libs/libjpeg.so.8",
        "torch/nn/modules/conv.py",
        "torchvision/models/efficientnet.py",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/translations/qtbase_fr.qm",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platforms/libqminimal.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "libopenvino_tensorflow_frontend.so.2641",
        "openvino/libs/libopenvino_jax_frontend.so.2641",
        "PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6",
    ],
)
def test_dead_weight_is_dropped(dropped, place):
    assert dropped.match(place)


@pytest.mark.parametrize(
    "place",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "PySide6/Qt/translations/qtbase_ja.qm",
        "PySide6/translations/qtbase_en.qm",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "openvino/libs/libopenvino_pytorch_frontend.so.2641",
        "openvino/libs/libopenvino_intel_cpu_plugin.so",
        "torchvision/models/densenet.py",
        "torch/version.py",
        "torch/nn/functional.py",
        "torch/_dynamo/config.py",
        "torch/nn/modules/rnn.py",
        "effnet_desktop/resources/translations/effnet_desktop_ja.qm",
    ],
)
def test_what_the_app_needs_stays(dropped, place):
    assert not dropped.match(place)


def test_the_hook_lets_torchvision_be_imported_without_its_operations(tmp_path):
    # What the bundle looks like: the modules without their compiled part.
    source = Path(importlib.util.find_spec("torchvision").origin).parent
    ignored = shutil.ignore_patterns("*.so", "__pycache__", "datasets", "prototype")
    shutil.copytree(source, tmp_path / "torchvision", ignore=ignored)
    (tmp_path / "torchvision/datasets").mkdir()
    (tmp_path / "torchvision/datasets/__init__.py").touch()
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); exec(open(sys.argv[1]).read());"
        "assert 'torch' not in sys.modules, 'too early';"
        "import torchvision; from torchvision.models import get_model; from torchvision.transforms import v2;"
        "assert torchvision.__file__.startswith(sys.path[0]); get_model('efficientnet_b0')"
    )
    hook = BUILD / "hooks/torchvision_ops.py"
    run = subprocess.run([sys.executable, "-c", program, hook], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr


def test_other_programs_do_not_inherit_the_bundles_libraries(monkeypatch):
    code = (BUILD / "hooks/clean_environment.py").read_text()
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")  # so that it is undone
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/users/own")
    exec(code, scope := {})
    assert (scope["os"].environ["LD_LIBRARY_PATH"], "LD_LIBRARY_PATH_ORIG" in scope["os"].environ) == (
        "/users/own",
        False,
    )
    exec(code, {})  # where the user had none
    assert "LD_LIBRARY_PATH" not in scope["os"].environ


def test_the_cpu_build_of_pytorch_takes_the_place_of_the_tests_version(build_modules):
    text = "numpy==2.4.6\ntorch==2.15.0\ntorchvision==0.29.2\n"
    package = build_modules["package"]
    assert list(package.constraint_lines(text, is_cpu_build=False)) == text.splitlines()
    assert list(package.constraint_lines(text, is_cpu_build=True)) == ["numpy==2.4.6", *package.CPU_BUILD]


# The installer's models: converted, with the weights inside.


@pytest.fixture(scope="module")
def packaged(tmp_path_factory):
    """Lite0's package of weights as it is in an installer, and the original weights."""
    variant = VARIANTS["lite0"]
    weights = _packaged_weights(variant)
    package = tmp_path_factory.mktemp("site") / variant.weights_package
    (package / "openvino").mkdir(parents=True)
    (package / "__init__.py").touch()
    convert.convert(VARIANTS["lite0"], weights, package / "openvino", keep_weights=True)
    return package, weights


@pytest.fixture
def installed(packaged, monkeypatch):
    """An app that finds that package, and not the one with the weights' file."""
    package, _ = packaged
    spec = importlib.util.spec_from_file_location(package.name, package / "__init__.py")
    monkeypatch.setattr("effnet_desktop.engine.models.store.importlib.util.find_spec", lambda name: spec)
    return package


def run(verb):
    while True:
        try:
            next(verb)
        except StopIteration as stop:
            return stop.value


def test_the_weights_come_out_of_the_converted_model_to_the_bit(packaged):
    package, weights = packaged
    theirs = architecture.load(VARIANTS["lite0"], weights).state_dict()
    ours = architecture.load(VARIANTS["lite0"], package / "openvino" / "model.xml").state_dict()
    assert ours.keys() == theirs.keys()
    for name, tensor in theirs.items():
        if not name.endswith("num_batches_tracked"):
            assert tensor.equal(ours[name]), name


def test_the_packaged_model_answers_as_the_one_converted_here(installed, data_dir, tmp_path, ready_dir):
    from effnet_desktop.engine.networks.backends import OpenVinoBackend
    from effnet_desktop.engine.photos.inputs import load_photo
    from effnet_desktop.sample_picture import save_sample_picture

    preprocessing = VARIANTS["lite0"].preprocessing
    photo = load_photo(save_sample_picture(tmp_path), preprocessing).picture[None]
    folder, converted = run(ModelStore(data_dir).convert(ModelStore(data_dir).find_installed("lite0")))
    assert folder == installed / "openvino"
    assert len(converted.categories) == 1000
    here = OpenVinoBackend(ready_dir / "models/lite0/openvino/model.xml", preprocessing)
    theirs = OpenVinoBackend(folder / "model.xml", preprocessing)
    assert abs(here.infer(photo) - theirs.infer(photo)).max() < 1e-4
    assert abs(here.extract(photo) - theirs.extract(photo)).max() < 1e-4


def test_the_packaged_model_needs_no_child_process_and_writes_nothing(installed, data_dir, make_photos, monkeypatch):
    monkeypatch.setattr("effnet_desktop.engine.models.store.run_in_child", None)
    summary = run(Engine(data_dir).classify(make_photos(1), "lite0", device="cpu"))
    assert (summary.photos, summary.failed) == (1, 0)
    assert not data_dir.exists()


def test_a_damaged_packaged_model_is_named(installed, data_dir, tmp_path, monkeypatch):
    from effnet_desktop.engine.errors import ModelError

    copy = tmp_path / "damaged" / installed.name
    shutil.copytree(installed, copy)
    (copy / "openvino/model.json").write_text("{")
    spec = importlib.util.spec_from_file_location(copy.name, copy / "__init__.py")
    monkeypatch.setattr("effnet_desktop.engine.models.store.importlib.util.find_spec", lambda name: spec)
    with pytest.raises(ModelError, match="Install the app again"):
        run(Engine(data_dir).classify([], "lite0", device="cpu"))


# Licences.


def test_licences_of_all_that_is_bundled_with_their_texts(build_modules):
    licences = build_modules["licences"]
    found = licences.find_distributions(["torch", "PySide6", "PIL", "_pi_heif", "effnet_desktop", "no_such_module"])
    names = {package.name.lower().replace("_", "-") for package in found}
    assert {"torch", "pyside6-essentials", "pillow", "pi-heif"} == names
    for package in found:
        assert licences.licence_texts(package), package.name
        assert licences.licence_of(package) != "see the text", package.name
        assert licences.home_of(package).startswith("http"), package.name
    [qt] = [package for package in found if package.name == "PySide6_Essentials"]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in licences.licence_texts(qt)[0]


def test_the_notices_say_how_qt_can_be_replaced(build_modules, tmp_path, monkeypatch):
    licences = build_modules["licences"]
    monkeypatch.setattr(licences, "modules_of", lambda program: {"PySide6", "tqdm"})
    licences.main(tmp_path / "program", tmp_path / "licences")
    notices = (tmp_path / "licences/NOTICES.txt").read_text()
    assert "LGPL" in notices
    assert "replaced" in notices
    assert "https://code.qt.io" in notices
    assert re.search(r"^tqdm [\d.]+\n    MPL-2.0 AND MIT\n    https://", notices, re.MULTILINE)
    names = {file.name.partition("-")[0] for file in (tmp_path / "licences").iterdir()}
    assert {"NOTICES.txt", "LGPL", "GPL", "Python.txt", "tqdm"} <= names


# The desktop's files.


def test_the_desktop_entry_opens_the_photos_that_the_app_reads():
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(BUILD / "linux/effnet-desktop.desktop", encoding="utf-8")
    section = entry["Desktop Entry"]
    assert section["Exec"] == "effnet-desktop %F"
    types = set(section["MimeType"].strip(";").split(";"))
    spelt = {"jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "tif": "tiff", "hif": "heif", "j2k": "jp2"}
    makers = "adobe dng, nikon nef, nikon nrw, canon cr2, canon cr3, sony arw, sony sr2, fuji raf, olympus orf, "
    makers += "panasonic rw2, pentax pef, samsung srw"
    spelt |= {raw.split()[1]: f"x-{raw.replace(' ', '-')}" for raw in makers.split(", ")}
    assert types == {f"image/{spelt.get(suffix[1:], suffix[1:])}" for suffix in SUFFIXES}
    if shutil.which("desktop-file-validate"):
        check = subprocess.run(["desktop-file-validate", BUILD / "linux/effnet-desktop.desktop"], capture_output=True)
        assert (check.returncode, check.stdout) == (0, b"")


def test_the_appstream_record(build_modules, tmp_path):
    text = build_modules["linux_packages"].metainfo(VERSION)
    record = ElementTree.fromstring(text)
    assert record.get("type") == "desktop-application"
    assert record.find("launchable").text == "effnet-desktop.desktop"
    assert record.find("releases/release").get("version") == VERSION
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", record.find("releases/release").get("date"))
    if shutil.which("appstreamcli"):
        file = tmp_path / f"{record.find('id').text}.metainfo.xml"
        file.write_text(text, encoding="utf-8")
        check = subprocess.run(["appstreamcli", "validate", "--no-net", file], capture_output=True, text=True)
        assert check.returncode == 0, check.stdout


def test_each_dependency_of_the_package_is_said_once(build_modules):
    depends = build_modules["linux_packages"].DEPENDS
    assert list(depends) == sorted(set(depends))


def test_the_package_depends_on_all_that_qt_loads_for_x11_and_wayland(build_modules):
    packages = build_modules["linux_packages"]
    depends = {name.split()[0] for each in packages.DEPENDS for name in each.split(" | ")}
    there = depends | set(packages.TAKEN_ALONG.values()) | {"libxcb1"}
    assert {package for _, package, _ in display._LIBRARIES} - there == set()


def test_the_windows_installer_opens_the_same_photos_and_forgets_them_all():
    text = (BUILD / "windows/setup.nsi").read_text(encoding="utf-8")
    for macro in ("SUPPORT", "FORGET"):
        assert set(re.findall(rf'insertmacro {macro} "(\.\w+)"', text)) == set(SUFFIXES), macro
    assert r'File /r "${BUNDLE}\*"' in text, "makensis on Windows finds nothing after a slash"


@pytest.mark.skipif(not shutil.which("makensis"), reason="Debian's nsis is not installed")
def test_the_windows_installer_compiles(tmp_path):
    (tmp_path / "bundle/_internal").mkdir(parents=True)
    for name in ("effnet-desktop.exe", "effnet-desktop-window.exe", "_internal/library.dll"):
        (tmp_path / "bundle" / name).write_bytes(b"MZ")
    target = tmp_path / "effnet-desktop-windows.exe"
    defines = {"VERSION": VERSION, "BUNDLE": tmp_path / "bundle", "TARGET": target}
    options = [f"-D{name}={value}" for name, value in defines.items()]
    check = subprocess.run(
        ["makensis", "-V4", "-WX", "-INPUTCHARSET", "UTF8", *options, BUILD / "windows/setup.nsi"],
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, check.stdout + check.stderr
    assert "library.dll" in check.stdout
    assert target.read_bytes().startswith(b"MZ")


def test_the_mac_app_asks_for_no_camera_and_no_microphone():
    entitlements = plistlib.loads((BUILD / "macos/entitlements.plist").read_bytes())
    assert all(name.startswith("com.apple.security.cs.") for name in entitlements)
    assert "UsageDescription" not in (BUILD / "effnet_desktop.spec").read_text()


@pytest.mark.parametrize("script", ["make_dmg.sh", "notarise.sh"])
def test_the_mac_scripts_are_shell(script):
    file = BUILD / "macos" / script
    assert subprocess.run(["sh", "-n", file]).returncode == 0
    assert file.stat().st_mode & 0o111


def test_the_release_workflow_is_valid_and_tries_each_installer():
    file = ROOT / ".github/workflows/release.yml"
    tool = Path(sys.executable).with_name("check-jsonschema")
    check = subprocess.run([tool, "--builtin-schema", "vendor.github-workflows", file], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout
    text = file.read_text()
    assert text.count("build/package.py") == 3
    assert text.count("--smoke") == 2  # of what is installed or in the image; on Linux package.py does it


def test_the_last_record_of_the_smoke_test_counts(build_modules):
    last_json = build_modules["clean_root"].last_json
    assert last_json('noise\n{"ok": true}\nmore noise\n') == {"ok": True}
    assert last_json("Traceback ...")["ok"] is False
