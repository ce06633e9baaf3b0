from .declaration import Declaration as Declaration
from .declaration import Readers as Readers
from .register import DECLARATIONS as DECLARATIONS
from .register import FAMILIES as FAMILIES
from .register import declaration_of as declaration_of
from .rules import NotPublishable as NotPublishable
