"""What the engine hands out: frozen records, safe to pass between threads.

A long verb of the engine is a generator: it yields `Progress`, `Notice` and records of its own, and returns the last
one named in its docstring.
"""
