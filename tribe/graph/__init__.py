"""Pure numbers: interactions in, ties and measures out; knows no web and no database.

What an analyst starts from is named in the stub beside this file, and loaded when it is asked
for: whoever wants the kinds of interaction alone does not wait for the measures.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
