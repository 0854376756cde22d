/** Where scripts run that have a configuration or a worker: one chunk, since what is in it needs each other. */
export { elementConfig, ownEnvironment, presentConfig } from "./config-sources.js";
export { workerEnvironment } from "./worker-config.js";
