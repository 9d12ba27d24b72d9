"""The review desk: Gradio pages mounted on the HTTP application, one file a page, every word in ``texts/``."""
