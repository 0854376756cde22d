/** Names the expected kinds of archives, for messages. */

/** Their names. */
export const archiveKinds = ".zip, .whl, .tar, .tar.gz or .tgz";

/** The beginning of something unexpected. */
export function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing: it is empty";
  const text = new TextDecoder().decode(bytes.subarray(0, 24));
  // eslint-disable-next-line no-control-regex -- binary data
  return JSON.stringify(text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, "·"));
}
