"""The JSON API for integrators under /api/v1: bearer tokens with scopes, the rules and code paths of the pages.

Every change names the version it saw (`If-Match`); every error is problem+json; lists go on by an opaque cursor.
"""

from faxpipe.review.api.app import create_api

__all__ = ["create_api"]
