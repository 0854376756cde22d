// From navigation to the first Python statement: a bare page that does nothing but call the interpreter's
// loader, a page of ours, and the same page with the peer, PyScript, whose package is served as it is. Both
// use the interpreters as published; ours come from the build.
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, quartiles, table } from "../statistics.mjs";
import { interpreters, pages, servePages, start, types } from "./pages.mjs";

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Boot",
  description:
    "Milliseconds from navigation to the first Python statement, with an empty HTTP cache and with a full one, and what\n" +
    "the page moved, from a local server with brotli. `bare` only calls the interpreter's own loader. No inspector is\n" +
    "attached, and the visitor comes from another page of the same host. Pages with workers are cross-origin isolated; a\n" +
    "second worker's time begins when its script is inserted. The pages take turns, another one first each\n" +
    "time; the first turn is not counted. A ratio is the median of those within a turn, with their quartiles. Requests and\n" +
    "kB are Chrome's.",
  rounds: 11,
  browsers: ["chrome", "firefox", "webkit"],
  run,
};

async function run({ browser, visitor, rounds, only, network, progress }) {
  const variants = types
    .flatMap((type) =>
      Object.entries(pages).flatMap(([place, libraries]) =>
        Object.keys(libraries).map((library) => ({
          ...{ type, place, library, html: libraries[library][type] },
          path: `/${place}/${library.replace(", ", "-")}/${type}`,
        })),
      ),
    )
    .filter(({ path }) => !only || path.includes(only))
    .map((variant) => ({ ...variant, cold: [], warm: [], moved: undefined }));

  const html = { "/start": start, ...Object.fromEntries(variants.map(({ path, html }) => [path, html])) };
  const servers = Object.fromEntries(
    await Promise.all(
      Object.keys(pages).map(async (place) => [place, await servePages(html, place === "worker")]),
    ),
  );
  const inNetwork = async (server, path) => {
    const context = await browser.createBrowserContext();
    const cold = await visit(context, server.origin + path, { network });
    const warm = await visit(context, server.origin + path, { network });
    await context.close();
    return [cold.finished, warm.finished];
  };
  try {
    for (const variant of variants) {
      // The server compresses each file once, before anything is measured.
      const server = servers[variant.place];
      const { requests } = await visit(await browser.createBrowserContext(), server.origin + variant.path);
      variant.moved = summarize(requests);
    }
    const groups = Object.entries(interpreters).flatMap(([type, { turns }]) =>
      Object.keys(pages).map((place) => ({ type, place, turns })),
    );
    for (const { turns, ...group } of groups) {
      const server = servers[group.place];
      const pages = variants.filter(({ type, place }) => type === group.type && place === group.place);
      for (let turn = 0; turn <= rounds * turns; turn += 1) {
        for (const { path, cold, warm } of [
          ...pages.slice(turn % pages.length),
          ...pages.slice(0, turn % pages.length),
        ]) {
          progress(`turn ${turn} of ${rounds * turns}: ${path}`);
          const times = network
            ? await inNetwork(server, path)
            : await visitor.visit(`${server.origin}/start`, path, 2);
          if (turn === 0) continue;
          cold.push(times[0]);
          warm.push(times[1]);
        }
      }
    }
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.close()));
  }
  return report(variants);
}

/** Bytes and requests, the page itself left out. */
function summarize(requests) {
  const counted = requests.slice(1).filter(({ url }) => url.startsWith("http"));
  return { requests: counted.length, bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function report(variants) {
  return table([
    ["page", "cold, ms", "of bare", "warm, ms", "of bare", "requests", "kB"],
    ...variants.map((variant) => {
      const bare = variants.find(
        ({ type, place, library }) => type === variant.type && place === variant.place && library === "bare",
      );
      const ratio = (key) => {
        if (!bare) return "–";
        if (bare === variant) return "1.00 ×";
        const [low, middle, high] = quartiles(variant[key].map((time, turn) => time / bare[key][turn]));
        return `${middle.toFixed(2)} × (${low.toFixed(2)} to ${high.toFixed(2)})`;
      };
      return [
        `${interpreters[variant.type].name}, ${variant.place}, ${variant.library}`,
        Math.round(median(variant.cold)),
        ratio("cold"),
        Math.round(median(variant.warm)),
        ratio("warm"),
        variant.moved.requests,
        Math.round(variant.moved.bytes / 1000),
      ];
    }),
  ]);
}
