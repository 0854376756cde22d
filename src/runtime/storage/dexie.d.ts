/** The modern build of Dexie as a module; what the package's main entry leads to is CommonJS. */
declare module "dexie/dist/modern/dexie.mjs" {
  export * from "dexie";
}
