import { describePythonByServiceWorker } from "../suites/service-worker-python-suite.js";

describePythonByServiceWorker(["mpy"]);
