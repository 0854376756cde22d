import { createApp } from "vue";
import App from "./App.vue";
import Components from "./Components.vue";

const options = new URLSearchParams(location.search);
const type = options.get("components");
createApp(type ? Components : App, type ? { type, worker: options.has("worker") } : {}).mount("#root");
