// `npm install` must not download a browser: tests use the one that `scripts/browsers/find-browser.mjs` finds
// or installs.
module.exports = { skipDownload: true };
