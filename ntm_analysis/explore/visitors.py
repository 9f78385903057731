"""How many pages of the dashboard may be open at once; imported by the server alone."""

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError

MOST_PAGES = 20


class FewPages(AsyncMappingKernelManager):
    """Kernels for at most MOST_PAGES pages (about 300 MB each): who asks for one more is told to come back (503)."""

    _starting = 0

    async def start_kernel(self, **how) -> str:
        """Start the kernel of a page and give its id; raises HTTPError 503 where there are too many."""
        if len(self.list_kernel_ids()) + self._starting >= MOST_PAGES:
            raise HTTPError(503, reason="Too many pages are open; close one or try again later")
        self._starting += 1
        try:
            return await super().start_kernel(**how)
        finally:
            self._starting -= 1
