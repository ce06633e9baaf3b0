"""Words of the pages of acts."""

from tribe.acts.kinds import kind_label

FILTERS = {"act_kind": kind_label}
