"""A static site of every month: archive, charts, claim checks, method, codebook, feed and data."""

from helpers.site.build import Built, build
from helpers.site.links import dead_links

__all__ = ["Built", "build", "dead_links"]
