"""What each measure declares of itself to reports: a file a family, an entry a measure.

They are loaded by whoever makes or reads a report: until then a server of pages holds no numpy.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
