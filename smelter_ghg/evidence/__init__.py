"""Evidence for an auditor: a pack made from a release alone, and proof that a pack or a release is whole and right.

Belongs here: what goes into a pack, the archive, verification. Does not belong here: recomputing (recompute), releases.
"""
