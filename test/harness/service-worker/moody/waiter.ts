/** The same in another folder, and so below another service worker. */
import "../waiter.js";
