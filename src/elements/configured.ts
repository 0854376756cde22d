/** Lazy chunk for scripts with a configuration or a worker: its modules need each other. */
export { elementConfig, ownEnvironment, presentConfig } from "./config-sources.js";
export { workerEnvironment } from "./worker-config.js";
