"""Policy documents, one module for what they are attached to.

Every document is JSON text with sorted keys, so that the same plan gives the same text. No statement allows
the bare principal `*`, save in the policies of gateway endpoints, which grant nothing (`network`); the
resource `*` stands only where it means "this key" (a key policy) or where the service's actions know no
resource (Session Manager's channels).
"""
