"""The engine's verbs, iterated to their end."""


def run(verb):
    """The events of a verb, and its result."""
    events = []
    while True:
        try:
            events.append(next(verb))
        except StopIteration as stop:
            return events, stop.value
