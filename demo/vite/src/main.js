import { calculations } from "./calculations.js";

const { factorial } = calculations;
const input = document.getElementById("n");
const output = document.getElementById("result");

async function show() {
  try {
    output.value = String(await factorial(input.valueAsNumber));
  } catch (error) {
    output.value = error.message;
  }
}

input.addEventListener("input", show);
void show();
