"""Which photos of a folder to label next, where a list says what the user knows already."""

from collections.abc import Generator
from pathlib import Path

import numpy as np

from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_table import read_label_table
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.piles.clustering import make_space
from effnet_desktop.engine.piles.looking import look_at_folder
from effnet_desktop.engine.piles.questions import UNKNOWN, choose_questions, guess
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.piles import Question


def ask(
    store: ModelStore, cache: FeatureCache, folder: Path, labels: Path, count: int, model: str
) -> Generator[Progress | Notice, None, tuple[Question, ...]]:
    """See `Engine.ask`."""
    table = read_label_table(labels, folder)
    if table.missing:
        yield Notice("Photos of the list that are not there: {count}.", count=len(table.missing))
    known = {path: category for path, category in table.photos.items() if category}
    looked = yield from look_at_folder(store, cache, folder.absolute(), model, tuple(known))
    known |= {looked.copies[path]: category for path, category in known.items() if path in looked.copies}
    categories = tuple(dict.fromkeys(known.values()))
    index = {category: place for place, category in enumerate(categories)}
    names = [known.get(photo.path, "") for photo in looked.photos]
    truth = np.array([index.get(name, UNKNOWN) for name in names], np.intp)
    space = make_space(looked.features)
    chosen = choose_questions(space, truth, count).tolist()
    if not (truth != UNKNOWN).any():
        return tuple(Question(looked.photos[place].path, "", 0.0) for place in chosen)
    scores = guess(space, truth)
    best = scores.argmax(axis=1)
    return tuple(
        Question(looked.photos[place].path, categories[best[place]], float(scores[place, best[place]]))
        for place in chosen
    )
