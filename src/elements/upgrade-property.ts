/** A property that was set before the element was defined hides the accessor: it is set again through it. */
export function upgradeProperty<T extends object, K extends keyof T>(element: T, name: K): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete element[name];
  element[name] = value;
}
