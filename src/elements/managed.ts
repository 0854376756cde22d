/** Elements that others make and control: a script's terminal, a donkey's, the editor of a script tag. */

interface Managed extends Element {
  managed?: boolean;
}

/** Marks them, in copies as well. */
const MANAGED = "data-managed";

export function manage(element: Managed): void {
  element.managed = true;
  element.setAttribute(MANAGED, "");
}

export function isManaged(element: Managed): boolean {
  return element.hasAttribute(MANAGED);
}

/** Returns true for a copy (`cloneNode`, `innerHTML`, a framework's page cache), which nobody controls. */
export function isCopy(element: Managed): boolean {
  return !element.managed && isManaged(element);
}
