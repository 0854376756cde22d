// What a page with one script may load besides the interpreter's own files: bytes as brotli compresses them at its best.
export const budget = { bytes: 36_000, requests: 3 };
