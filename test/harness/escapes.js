/**
 * Tries to get out of a sandbox: a module of a configuration, so that it is in the worker before Python is.
 * Each attempt is made with the browser's own functions, not with what this library has put around them.
 */

/** The ports of the worker, as it uses them. */
const ports = new Set();
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (...args) {
  ports.add(this);
  return postMessage.apply(this, args);
};

const isText = location.protocol === "data:";

const settled = (promise, event, failure = "error") =>
  new Promise((resolve, reject) => {
    promise[`on${event}`] = resolve;
    promise[`on${failure}`] = () => reject(new Error(failure));
    setTimeout(() => reject(new Error("no answer")), 2000);
  });

/** Those in which the thread waits, and those that make another one. */
const waitingAttempts = (address) => ({
  XMLHttpRequest: () => {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    request.send();
    return request.status;
  },
  importScripts: () => self.importScripts(address),
  "a worker of the page's origin": () => settled(new Worker(address), "message"),
  "a worker of its own": () => {
    const code = `fetch(${JSON.stringify(address)}).then(({ status }) => postMessage(status), () => postMessage(0))`;
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(isText ? `data:text/javascript,${encodeURIComponent(code)}` : url);
    return settled(worker, "message").then(({ data }) => {
      if (data === 0) throw new Error("refused");
      return data;
    });
  },
});

const attempts = (address) => ({
  document: () => document.title,
  window: () => window.top,
  parent: () => parent.document,
  cookies: () => cookieStore.get("secret"),
  "local storage": () => localStorage.getItem("secret"),
  "session storage": () => sessionStorage.length,
  databases: () => settled(indexedDB.open("escape"), "success"),
  // An opaque origin has caches of its own in WebKit.
  caches: async () => {
    if (!(await caches.keys()).includes("secret")) throw new Error("not the page's");
  },
  files: () => navigator.storage.getDirectory(),
  locks: () => navigator.locks.request("escape", () => "held"),
  "service workers": async () => {
    const [{ scope }] = await navigator.serviceWorker.getRegistrations();
    return scope;
  },
  "a service worker": () => navigator.serviceWorker.register(address),
  fetch: () => fetch(address).then(({ status }) => status),
  "fetch without CORS": () => fetch(address, { mode: "no-cors" }).then(({ type }) => type),
  "fetch with cookies": () => fetch(address, { credentials: "include" }).then(({ status }) => status),
  WebSocket: () => settled(new WebSocket(`${address.replace(/^http/, "ws")}`), "open"),
  EventSource: () => settled(new EventSource(address), "open"),
  import: () => import(address),
  // In a sandbox that is text itself that is its own way, and keeps its policy.
  ...(!isText && { "import of text": () => import("data:text/javascript,export default 1") }),
  font: () => new FontFace("escape", `url(${address})`).load(),
});

/** @returns JSON: by attempt, the result, or how it failed */
export async function tryAll(address) {
  const results = [];
  // One after the other, before the rest: Firefox sometimes never comes back from one of them while others
  // are under way.
  for (const attempt of Object.entries(waitingAttempts(address))) results.push(await tryOne(attempt));
  results.push(...(await Promise.all(Object.entries(attempts(address)).map(tryOne))));
  return JSON.stringify(Object.fromEntries(results));
}

/** Apart from the others: not every browser comes to an end with it. @returns JSON, as {@link tryAll} */
export async function tryTextWorker() {
  const attempt = () => settled(new Worker("data:text/javascript,postMessage(1)"), "message");
  return JSON.stringify(Object.fromEntries([await tryOne(["a worker of text", attempt])]));
}

async function tryOne([name, attempt]) {
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), 3000));
    return [name, { escaped: String(await Promise.race([attempt(), late])) }];
  } catch (error) {
    return [name, { failed: String(error) }];
  }
}

/** Sends the page messages that no worker sends, each over each port. @returns JSON: what it answers */
export async function forge() {
  const code = "globalThis.escaped = 1";
  const forged = [
    { type: "APPLY", path: ["archive", "constructor"], argumentList: [{ type: "RAW", value: code }] },
    { type: "APPLY", path: ["constructor"], argumentList: [] },
    { type: "APPLY", path: ["__proto__"], argumentList: [] },
    { type: "APPLY", path: ["archive"], argumentList: [{ type: "RAW", value: "__proto__" }] },
    { type: "APPLY", path: ["archive"], argumentList: [{ type: "HANDLER", name: "proxy", value: null }] },
    { type: "APPLY", path: ["archive"], argumentList: null },
    { type: "APPLY", path: null },
    { type: "GET", path: ["archive", "constructor"] },
    { type: "SET", path: ["archive"], value: { type: "RAW", value: code } },
    { type: "CONSTRUCT", path: ["archive", "constructor"], argumentList: [{ type: "RAW", value: code }] },
    { type: "ENDPOINT", path: [] },
  ].map((message, number) => ({ id: `forged-${number}`, ...message }));
  const unanswered = [
    null,
    1,
    "text",
    { event: "console", method: "constructor", args: [code] },
    { event: "console", method: "__defineGetter__", args: ["log", code] },
    { event: "console", method: "log", args: [{ toString: 1 }] },
    { event: "print", stream: "__proto__", line: { toString: 1 } },
    { event: "write", run: { valueOf: 1 }, text: {} },
    { event: "error", run: 1e9, error: { kind: "other", name: "constructor", message: { toString: 1 } } },
    { event: "offers", kind: "__proto__", names: ["then"] },
    { event: "offers", kind: "export", names: ["then", "__proto__", {}] },
    { event: "ring", buffer: new ArrayBuffer(8) },
    { event: "written" },
    { event: "locked" },
    { event: "progress", progress: null },
    { id: "forged", type: "RAW", value: code },
    { id: 1, type: "RAW" },
    { evaluated: 1, value: code },
    { link: [0] },
    { id: 1, url: 2 },
    { id: 2, url: "file:///etc/passwd" },
  ];
  const answers = [];
  for (const port of ports) {
    port.addEventListener("message", ({ data }) => {
      if (String(data?.id).startsWith("forged")) answers.push(data);
    });
    for (const message of [...unanswered, ...forged]) postMessage.call(port, message);
  }
  const fetched = new Promise((resolve) => setTimeout(resolve, 200));
  await fetched;
  return JSON.stringify({ ports: ports.size, answers });
}

/** Sends the page a channel to itself among its data. */
export function sendChannel() {
  for (const port of ports) {
    const { port1 } = new MessageChannel();
    postMessage.call(port, { event: "print", stream: "stdout", line: "by channel", port1 }, [port1]);
  }
}

/** Sends text to all contexts of the same origin. */
export function broadcast(text) {
  new BroadcastChannel("escape").postMessage(text);
}
