"""The measures that distribute well, on Apache Spark: for more acts than one machine holds.

Acts and ties stay with the executors. What is one number a member (a rank, a label, a degree)
is held by the driver and sent out at each round, so the driver needs about 50 bytes a member.
Needs the extra ``spark`` and Java 17; see docs/decisions and docs/analysts for when it pays.
"""
