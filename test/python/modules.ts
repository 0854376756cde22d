/** The Python test files, in the order in which they run. */
export const modules = [
  "test_package",
  "test_context",
  "test_display",
  "test_ffi",
  "test_util",
  "test_when",
  "test_event",
  "test_fetch",
  "test_flatted",
  "test_fs",
  "test_media",
  "test_storage",
  "test_websocket",
  "test_web",
  "test_web_classes",
  "test_web_collections",
];
