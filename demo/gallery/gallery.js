// The gallery's own elements. Pages load this before `core.js`, so that the log sees every event; a copy of a
// page works without it.
import "./gallery-header.js";
import "./gallery-demo.js";
import "./gallery-index.js";
import "./gallery-footer.js";
import "./gallery-snippet.js";
