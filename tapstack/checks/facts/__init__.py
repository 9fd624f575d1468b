"""What rules share: what a value refers to, where resources lie, which inputs name keys and other resources.

Nothing here is a rule.
"""
