// Finds the browsers that tests and measurements run in, and installs them where none is.
//
// Chrome or Chromium: `CHROME_PATH`, an installed one, one that an earlier run downloaded, apt, Playwright's
// download. Firefox: `FIREFOX_PATH`, an installed one, apt. WebKit: `WEBKIT_PATH` (WebKitGTK's MiniBrowser),
// an installed one, apt; its driver and, without a desktop, a virtual screen go with it. Without one of these
// its tests are skipped.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Failure, root } from "../command.mjs";

const playwright = "playwright@1.64.1";
const downloads = path.join(root, ".cache", "browsers");

const kinds = {
  chrome: {
    variable: "CHROME_PATH",
    aptPackages: ["chromium"],
    commands: ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser", "chrome"],
    places: [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      ...windowsPlaces("Google\\Chrome\\Application\\chrome.exe"),
    ],
  },
  firefox: {
    variable: "FIREFOX_PATH",
    aptPackages: ["firefox-esr"],
    commands: ["firefox-esr", "firefox"],
    places: [
      "/Applications/Firefox.app/Contents/MacOS/firefox",
      ...windowsPlaces("Mozilla Firefox\\firefox.exe"),
    ],
  },
  webkit: {
    variable: "WEBKIT_PATH",
    aptPackages: ["webkit2gtk-driver", "libwebkit2gtk-4.1-0", "xvfb"],
    commands: [],
    places: ["x86_64", "aarch64"].flatMap((cpu) => [
      `/usr/lib/${cpu}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
      `/usr/libexec/webkit2gtk-4.1/MiniBrowser`,
    ]),
  },
};

/** @typedef {keyof typeof kinds} BrowserKind */

/** Returns Chromium's options: it asks no hosts on the network, and has no sandbox for root, who cannot have
 * one. */
export function chromeArguments() {
  return [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--expose-gc",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
}

/**
 * The path of an installed browser.
 *
 * @param {BrowserKind} kind
 * @returns {string | undefined}
 */
export function findBrowser(kind) {
  const { variable, commands, places } = kinds[kind];
  const told = process.env[variable];
  const works = kind === "webkit" ? isExecutable : runs; // Without a screen WebKitGTK's tells no version.
  if (told) {
    if (!works(told)) throw new Failure(`${variable} is ${told}, which does not start.`);
    return told;
  }
  // Its driver and a display are a part of it.
  if (kind === "webkit" && !canDriveWebKit()) return undefined;
  const downloaded = kind === "chrome" ? findDownloaded() : [];
  return [...commands.flatMap(onPath), ...places, ...downloaded].find(works);
}

/**
 * The paths of browsers, installing those that are missing.
 *
 * @param {readonly BrowserKind[]} wanted
 * @returns {Record<string, string | undefined>} undefined for one that can't be had
 */
export function ensureBrowsers(wanted) {
  const missing = wanted.filter((kind) => !findBrowser(kind));
  if (missing.length > 0) installWithApt(missing.flatMap((kind) => kinds[kind].aptPackages));
  if (missing.includes("chrome") && !findBrowser("chrome")) downloadChromium();
  return Object.fromEntries(wanted.map((kind) => [kind, findBrowser(kind)]));
}

/** The advice if {@link ensureBrowsers} gave no Chrome. */
export const chromeHelp =
  "No Chrome or Chromium was found, and none could be installed. Install one, or set CHROME_PATH to its executable.";

/** A browser that can't even tell its version (a stub that wants a snap, a broken download) is none. */
function runs(file) {
  if (!existsSync(file)) return false;
  if (process.platform === "win32") return true;
  return spawnSync(file, ["--version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}

function canDriveWebKit() {
  const hasScreen = process.env.DISPLAY !== undefined || onPath("Xvfb").length > 0;
  return hasScreen && onPath("WebKitWebDriver").length > 0;
}

function onPath(command) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, process.platform === "win32" ? `${command}.exe` : command))
    .filter(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function windowsPlaces(tail) {
  const { PROGRAMFILES, LOCALAPPDATA } = process.env;
  const programFiles32 = process.env["PROGRAMFILES(X86)"];
  return [PROGRAMFILES, programFiles32, LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => path.join(folder, tail));
}

function findDownloaded() {
  if (!existsSync(downloads)) return [];
  const names = new Set(["chrome", "chrome.exe", "Chromium", "Google Chrome for Testing"]);
  return readdirSync(downloads, { recursive: true })
    .map((file) => path.join(downloads, String(file)))
    .filter((file) => names.has(path.basename(file)) && isExecutable(file));
}

function installWithApt(packages) {
  const isRoot = process.getuid?.() === 0;
  if (onPath("apt-get").length === 0 || (!isRoot && !canSudo())) return;
  console.log(`Installing ${packages.join(", ")} with apt…`);
  const aptGet = (...args) => {
    const command = [...(isRoot ? [] : ["sudo", "-n"]), "apt-get", "-q", "-y", ...args];
    return spawnSync(command[0], command.slice(1), {
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      timeout: 600_000,
    });
  };
  aptGet("update");
  if (aptGet("install", "--no-install-recommends", ...packages).status === 0) return;
  for (const name of packages) {
    const { status, stderr } = aptGet("install", "--no-install-recommends", name);
    if (status !== 0) console.log(`apt could not install ${name}: ${stderr.trim().split("\n").at(-1)}`);
  }
}

function canSudo() {
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
}

function downloadChromium() {
  console.log("Downloading Chromium with Playwright…");
  spawnSync("npx", ["--yes", playwright, "install", "--no-shell", "chromium"], {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
    env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: downloads },
    timeout: 600_000,
  });
}
