"""The content security policy of the desk's page; on a bench no other page is touched."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


def add_policy(response=None, request=None) -> None:
    """Hook after a request: add the policy to the desk's page unless the host has set one."""
    path = request.path.rstrip("/") if request else ""
    if response is not None and (path == "/relcrm" or path.startswith("/relcrm/")):
        response.headers.setdefault("Content-Security-Policy", POLICY)
