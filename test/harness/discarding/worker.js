// An extension's script, which tests call: pages and the DevTools protocol have no way to discard a tab.
/* global chrome */

globalThis.find = async (url) => (await chrome.tabs.query({})).find((tab) => tab.url === url);

/** @returns whether it has been discarded */
globalThis.discard = async (url) => (await chrome.tabs.discard((await find(url)).id)).discarded;

/** Brings a tab to the front: one that was discarded loads again. */
globalThis.show = async (url) => void (await chrome.tabs.update((await find(url)).id, { active: true }));
