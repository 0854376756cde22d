// `npm install` must not download a browser: tests use the one that `scripts/find-browser.mjs` finds or installs.
module.exports = { skipDownload: true };
