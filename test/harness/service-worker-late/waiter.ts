import "../service-worker/waiter.js";
