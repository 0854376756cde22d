// The groups of browser tests: the files below a folder, in which browser, on what kind of page.

/** @type {Record<string, { folder: string, except?: string[], browser: "chrome" | "firefox", isolated: boolean }>} */
export const testGroups = {
  isolated: { folder: "test", except: ["test/plain"], browser: "chrome", isolated: true },
  plain: { folder: "test/plain", browser: "chrome", isolated: false },
  smoke: { folder: "test/smoke", browser: "firefox", isolated: true },
};
