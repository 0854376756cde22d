import "py-elements";
import { showComponents } from "./components.js";

const find = (selector) => document.querySelector(selector);

function drive() {
  const values = [undefined, undefined];
  const keep = (index) => (event) => {
    values[index] = event.detail.value;
    find("#values").textContent = JSON.stringify(values);
  };
  find("#mpy-list").addEventListener("mpy-done", keep(0));
  find("#py-list").addEventListener("py-done", keep(1));

  find("#toggle").addEventListener("click", () => {
    const toggled = find("#toggled");
    if (toggled) toggled.remove();
    else {
      const script = document.createElement("mpy-script");
      script.id = "toggled";
      script.setAttribute("src", "/python/app.py");
      find("#ping").after(script);
    }
  });

  find("#reverse").addEventListener("click", () => {
    find("#keyed").append(...[...find("#keyed").children].reverse());
  });

  find("#edit").addEventListener("click", () => {
    const changing = find("#changing");
    changing.code = changing.code.replace("first", "second");
  });
}

const options = new URLSearchParams(location.search);
const type = options.get("components");
if (type) showComponents(type, options.has("worker"));
else drive();
