import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import App from "./shared/app.jsx";
import Components from "./shared/components.jsx";

const options = new URLSearchParams(location.search);
const type = options.get("components");

createRoot(document.querySelector("#root")).render(
  <StrictMode>{type ? <Components type={type} worker={options.has("worker")} /> : <App />}</StrictMode>,
);
