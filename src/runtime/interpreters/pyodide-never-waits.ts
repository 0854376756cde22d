/** Python that corrects a snapshot where WebAssembly cannot wait for promises: `run_sync()` says so, as where
 * Pyodide has started in such a browser. The snapshot was made in one that can. */
export const NEVER_WAITS = `
def refresh():
    import pyodide.ffi, pyodide.webloop

    def run_sync(x):
        """Block until an awaitable is resolved."""
        raise RuntimeError("WebAssembly stack switching not supported in this JavaScript runtime")

    pyodide.ffi.run_sync = pyodide.webloop.run_sync = run_sync

refresh()
del refresh
`;
