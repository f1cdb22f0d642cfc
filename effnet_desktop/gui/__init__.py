"""The window: pages, widgets and the main window that connects them to the engine."""
