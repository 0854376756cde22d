/**
 * The part of the {@link Host} for `pyscript.web`: elements described by Python, made, found and changed, a
 * tree or a collection at a time.
 *
 * **References.** Elements are given as `ref` and `at`: an array and an index in it, so that Python need
 * not hold a proxy for each element; `at` is {@link ITSELF} where `ref` is the element, {@link EACH} where
 * all of the array are meant.
 */
import type { HostFailure } from "../errors.js";

/** `ref` is the element. */
export const ITSELF = __PROTOCOL__.ITSELF;
/** `ref` is an array, and all of its elements are meant. */
export const EACH = __PROTOCOL__.EACH;

/**
 * Python describes elements in text, of which the parts are separated by {@link Mark.between}: what begins
 * an element, with its name; its classes; what else it has, as JSON (properties, attributes, `style`,
 * `on_<event>`), or nothing; what is in it; what ends it. In it are text, other elements, and values that
 * were lent. `begin` is before the name of an element, `lent` before the number of a value that was lent,
 * `literal` before text that might be taken for something else.
 */
export const Mark = __PROTOCOL__.Mark;

/** Stands for a value that Python has lent under a number. */
export interface Lent {
  readonly $: number;
}

export interface WebHost {
  /** Takes values that descriptions refer to, each after its number. The next {@link web_make} uses them
   * up. */
  web_lend(...lent: unknown[]): void;
  /**
   * Makes the described elements and appends them to a parent.
   *
   * @param ref the parent, null for none
   * @param description see {@link Mark}
   * @returns each element where its description begins; a failure
   */
  web_make(
    run: number,
    ref: unknown,
    at: number,
    description: string,
    ...lent: unknown[]
  ): unknown[] | HostFailure;

  /**
   * Makes an element with one text and appends it to a parent: what is made most often, past all that trees
   * need.
   *
   * @param head how its description begins, before the text: nothing in it was lent
   * @returns its place in the array that {@link web_leaves} has returned last; a failure
   */
  web_leaf(ref: unknown, at: number, head: string, text: string): number | HostFailure;
  /** Begins an array for {@link web_leaf}. */
  web_leaves(): unknown[];

  /** The elements that match a selector, in an array. */
  web_find(ref: unknown, at: number, selector: string): unknown[] | HostFailure;
  /** The element with an id, which may begin with `#`: in the document, in an element, or of an array. */
  web_by_id(ref: unknown, at: number, id: string): unknown;
  /** The child elements, in an array that may be given again: nobody changes it. */
  web_children(ref: unknown, at: number): unknown[];
  /** Part of an array, as Python slices. */
  web_slice(ref: unknown, start: number, stop: number, step: number): unknown[];
  /** The names of elements, with spaces between; `-` for those that are not HTML's, nothing where there is
   * none. */
  web_names(ref: unknown, at: number): string;

  /** Checks that a property or attribute of elements of that name can be set. @returns 0, or what is wrong */
  web_can_set(name: string, property: string): HostFailure;
  /** Checks that elements of that name have an event. @returns 0, or what is wrong */
  web_can_listen(name: string, type: string): HostFailure;
  /** Checks that an element has a property, or an attribute that elements of its name have. @returns 0, or
   * what is wrong */
  web_knows(ref: unknown, at: number, property: string): HostFailure;
  /** A property or attribute, bound where it is a method; nothing when it is not set or not known. */
  web_get(ref: unknown, at: number, property: string): unknown;
  /** A property or attribute of each, as JSON; "" when JSON cannot carry it. */
  web_get_all(ref: unknown, property: string): string;
  web_set(ref: unknown, at: number, property: string, value: unknown): HostFailure;

  /** Does something to classes; says whether an element has the first one, then. With `list`, all that an
   * element has. */
  web_classes(ref: unknown, at: number, action: string, names: string): boolean | string;
  /** The styles that are set on an element, as JSON: an object. */
  web_styles(ref: unknown, at: number): string;
  web_style(ref: unknown, at: number, name: string): string;
  /** Sets styles that are given as JSON; with `replaces`, they are all there are. */
  web_set_styles(ref: unknown, at: number, styles_json: string, replaces: boolean): void;

  /** The function that was set for an event. */
  web_handler(ref: unknown, at: number, type: string): unknown;
  /** Sets the function for an event; null removes it. */
  web_set_handler(
    run: number,
    ref: unknown,
    at: number,
    type: string,
    callback: unknown,
    original: unknown,
  ): HostFailure;

  /** A number that no other element has. */
  web_number(ref: unknown, at: number): number;
}
