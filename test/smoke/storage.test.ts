/** Stores in Firefox, whose IndexedDB differs. */
import "../runtime/storage/object.test.js";
import "../runtime/storage/tabs.test.js";
import "../runtime/storage/failures.test.js";
