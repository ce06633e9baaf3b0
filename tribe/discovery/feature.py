"""What programs find of the place."""

from tribe.discovery import views
from tribe.discovery.settings import SETTINGS
from tribe.feature import Feature

FEATURE = Feature("discovery", blueprint=views.blueprint, settings=SETTINGS)
