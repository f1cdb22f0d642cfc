"""The verbs that put photos into folders and keywords beside them, and take that back."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from effnet_desktop.cli.verbs import ALL_DONE, SOME_FAILED, WRONG_USAGE, find_model, print_json, watch
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed
from effnet_desktop.engine.records.filing import (
    AnsweredPhoto,
    Filed,
    FileFailed,
    FileFiled,
    FilingConfig,
    FilingItem,
    FilingPlan,
    TagConfig,
    TagPlan,
    Undone,
)
from effnet_desktop.engine.records.folders import FoundPhotos
from effnet_desktop.export import path_fields, paths_fields
from effnet_desktop.printing import printable, say


def file(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Puts photos into folders by what they show."""
    if arguments.resume:
        if arguments.paths or arguments.to or arguments.dry_run:
            return _refuse("--resume goes on with a run as it was: give no PATH, no --to and no --dry-run.")
        with _saying_what_was_stopped(engine):
            done: Filed = watch(engine.resume_filing(arguments.resume), _shower(arguments.json))
        return _end(done, arguments.json)
    if not arguments.paths or not arguments.to:
        return _refuse("file needs PATH... and --to FOLDER.")
    photos, failed = _answer(engine, arguments, top=1)
    config = FilingConfig(
        target=arguments.to,
        way=arguments.way,
        by=arguments.by,
        min_confidence=arguments.min_confidence,
        unsure=None if arguments.skip_unsure else arguments.unsure,
        none=None if arguments.skip_none else arguments.none,
        roots=tuple(path for path in arguments.paths if path.is_dir()),
        keep_structure=arguments.keep_structure,
        rename_conflicts=not arguments.skip_conflicts,
        language=arguments.lang,
    )
    plan: FilingPlan = watch(engine.plan_filing(photos, config))
    _show_plan(plan, arguments)
    failed += len(plan.failed)
    if arguments.dry_run or plan.problems:
        for problem in plan.problems:
            say(f"effnet-desktop: {problem}", file=sys.stderr)
        return SOME_FAILED if failed or plan.problems or not photos else ALL_DONE
    with _saying_what_was_stopped(engine):
        done = watch(engine.file_photos(plan), _shower(arguments.json))
    return max(_end(done, arguments.json), SOME_FAILED if failed or not photos else ALL_DONE)


def tag(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Writes what photos show as keywords into XMP sidecars."""
    photos, failed = _answer(engine, arguments, top=arguments.top)
    config = TagConfig(arguments.sidecar, arguments.top, arguments.min_confidence, arguments.lang)
    plan: TagPlan = watch(engine.plan_tags(photos, config))
    for each in plan.failed:
        _show_failed(each, arguments.json)
    failed += len(plan.failed)
    if arguments.dry_run:
        for item in plan.items:
            keywords = ["/".join(path) for path in item.keywords]
            if arguments.json:
                paths = {**path_fields(item.sidecar, "sidecar"), **paths_fields(item.photos, "photos")}
                print_json({**paths, "keywords": keywords, "new": item.is_new})
            else:
                say(f"{printable(item.sidecar)}  {', '.join(keywords)}")
    novel = {photo.path for photo in photos if photo.is_novel}
    none = sum(path in novel for path, _ in plan.left)
    unsure = len(plan.left) - none
    if arguments.json:
        counts = {"to_write": len(plan.items), "tagged": plan.tagged, "unsure": unsure, "none": none}
        print_json({"plan": {**counts, "failed": len(plan.failed)}})
    else:
        of_none = f", {none} are of none of these" if none else ""
        say(f"{len(plan.items)} sidecars lack keywords, {plan.tagged} have them, {unsure} photos are unsure{of_none}")
    if arguments.dry_run:
        return SOME_FAILED if failed or not photos else ALL_DONE
    with _saying_what_was_stopped(engine):
        done: Filed = watch(engine.tag_photos(plan), _shower(arguments.json))
    return max(_end(done, arguments.json), SOME_FAILED if failed or not photos else ALL_DONE)


def undo(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Takes back what `file` or `tag` has done."""
    undone: Undone = watch(engine.undo_filing(arguments.name), _shower(arguments.json))
    if arguments.json:
        print_json({"undone": {"run": undone.run, "files": undone.files, "left": len(undone.left)}})
    else:
        say(f"{undone.run} is taken back: {undone.files} files, {len(undone.left)} left as they are")
    return SOME_FAILED if undone.left else ALL_DONE


def list_runs(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Lists what `file` and `tag` have done."""
    for run in engine.filing_runs():
        if arguments.json:
            target = path_fields(run.target, "target") if run.target else {"target": None}
            record = {"run": run.name, "kind": run.kind, "way": run.way}
            print_json({**record, **target, "made": run.made.isoformat(), "files": run.files, "state": run.state})
        else:
            what = f"{run.way} to {printable(run.target)}" if run.target else "keywords"
            say(f"{run.name}  {run.state:10}  {run.files:6} files  {what}")
    return ALL_DONE


def _answer(engine: Engine, arguments: argparse.Namespace, top: int) -> tuple[list[AnsweredPhoto], int]:
    """What the model says of the photos, and how many could not be read."""
    model = find_model(engine, arguments)
    paths: list[Path] = []
    found: FoundPhotos = watch(engine.find_photos(arguments.paths), paths.extend)
    if not paths:
        say("effnet-desktop: no photos were found there.", file=sys.stderr)
    for closed in found.left_out.closed:
        say(f"effnet-desktop: {closed.path}: {closed.error}", file=sys.stderr)
    photos: list[AnsweredPhoto] = []
    failed: list[PhotoFailed] = []

    def take(result: Classification | PhotoFailed) -> None:
        if isinstance(result, PhotoFailed):
            failed.append(result)
            return
        photos.append(AnsweredPhoto.of(result))

    watch(
        engine.classify(paths, model, device=arguments.device, top=top, chosen=arguments.paths), take, total=len(paths)
    )
    for each in failed:
        _show_failed(FileFailed(each.path, each.error), arguments.json)
    return photos, len(failed) + len(found.left_out.closed)


def _show_plan(plan: FilingPlan, arguments: argparse.Namespace) -> None:
    for each in plan.failed:
        _show_failed(each, arguments.json)
    if arguments.json:
        if arguments.dry_run:
            for item in plan.items:
                print_json(_item_record(plan, item))
        print_json(_plan_record(plan))
        return
    for folder in plan.folders:
        with_them = f", {folder.companions} with them" if folder.companions else ""
        say(f"{printable(folder.name)}/  {folder.photos} photos{with_them}, {folder.size / 1e6:.1f} MB")
    photos, companions = plan.count("new", "renamed"), plan.count("new", "renamed", companions=True)
    say(f"{photos} photos and {companions} files with them to {plan.config.way} into {printable(plan.config.target)}")
    for count, what in (
        (plan.count("renamed"), "get another name"),
        (plan.count("there"), "are there already"),
        (plan.count("in place"), "lie there already"),
        (plan.count("conflict"), "are left: their names are taken"),
        (plan.count("conflict", companions=True), "files with photos are left: their names are taken"),
        (len(plan.left), "are left where they are"),
    ):
        if count:
            say(f"{count} {what}")
    for note in plan.notes:
        say(printable(note))


def _item_record(plan: FilingPlan, item: FilingItem) -> dict[str, Any]:
    return {
        **path_fields(item.source, "source"),
        **path_fields(plan.config.target.joinpath(*item.parts), "target"),
        "state": item.state,
        **({"with": None} if item.companion_of is None else path_fields(item.companion_of, "with")),
        "bytes": item.size,
    }


def _plan_record(plan: FilingPlan) -> dict[str, Any]:
    return {
        "plan": {
            "way": plan.config.way,
            **path_fields(plan.config.target, "target"),
            "folders": [
                {
                    **path_fields(PurePosixPath(each.name), "name"),
                    "photos": each.photos,
                    "companions": each.companions,
                    "bytes": each.size,
                }
                for each in plan.folders
            ],
            "photos": plan.count("new", "renamed"),
            "companions": plan.count("new", "renamed", companions=True),
            "renamed": plan.count("renamed"),
            "there": plan.count("there"),
            "in_place": plan.count("in place"),
            "conflicts": plan.count("conflict"),
            "left": len(plan.left),
            "failed": len(plan.failed),
            "bytes": plan.size,
            "free": plan.free,
            "notes": [str(note) for note in plan.notes],
            "problems": [str(problem) for problem in plan.problems],
        }
    }


def _shower(as_json: bool) -> Callable[[Any], None]:
    """What shows a file that was filed, tagged or left."""

    def show(event: FileFiled | FileFailed) -> None:
        if isinstance(event, FileFailed):
            _show_failed(event, as_json)
        elif as_json:
            print_json({**path_fields(event.source, "source"), **path_fields(event.target, "target")})

    return show


@contextmanager
def _saying_what_was_stopped(engine: Engine) -> Iterator[None]:
    """After Ctrl+C or `kill`, says how a run that has begun is taken back or gone on with."""
    try:
        yield
    except KeyboardInterrupt:
        run = next((run for run in engine.filing_runs() if run.state == "unfinished"), None)
        if run is not None:
            go_on = f" Go on: effnet-desktop file --resume {run.name}" if run.kind == "file" else ""
            say(f"effnet-desktop: stopped. Take it back: effnet-desktop undo {run.name}{go_on}", file=sys.stderr)
        raise


def _show_failed(failed: FileFailed, as_json: bool) -> None:
    if as_json:
        print_json({**path_fields(failed.path), "error": str(failed.error)})
    else:
        say(f"effnet-desktop: {printable(failed.path)}: {failed.error}", file=sys.stderr)


def _end(done: Filed, as_json: bool) -> int:
    if as_json:
        print_json({"done": {"run": done.run or None, "files": done.files, "failed": done.failed}})
    elif done.run:
        say(f"{done.files} files done, {done.failed} failed. Take it back: effnet-desktop undo {done.run}")
    else:
        say("There was nothing to do.")
    return SOME_FAILED if done.failed else ALL_DONE


def _refuse(message: str) -> int:
    say(f"effnet-desktop: {message}", file=sys.stderr)
    return WRONG_USAGE
