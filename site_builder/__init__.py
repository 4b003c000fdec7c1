"""A static site generator for French-language tech newsletters."""
