import { describeServiceWorker } from "../suites/service-worker-suite.js";

describeServiceWorker("isolated");
