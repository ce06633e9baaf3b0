"""What a device keeps of the place while it has no signal."""

from tribe.feature import Feature
from tribe.offline import views
from tribe.offline.refusals import REFUSALS
from tribe.web.once import new_mark

FEATURE = Feature(
    "offline", blueprint=views.blueprint, globals={"new_mark": new_mark}, refusals=REFUSALS
)
