"""What mail itself declares: its jobs and when they run, and the one mail of its own."""

from datetime import time, timedelta

from tribe.jobs import Daily, Every, JobKind, Lane, Recurring
from tribe.mail import pruning, sending
from tribe.mail.afterwards import SEND
from tribe.mail.mails import TEST

JOBS = (
    JobKind(SEND, sending.send, Lane.MAIL),
    JobKind("mail.prune", pruning.prune),
)
SCHEDULE = (
    Recurring(SEND, Every(timedelta(minutes=2))),  # what is tried again
    Recurring("mail.prune", Daily(time(4, 5))),
)
MAILS = (TEST,)
