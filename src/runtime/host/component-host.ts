/**
 * The part of the {@link Host} for custom elements that Python defines: `pyscript.web.component`.
 *
 * The page has the elements and their properties, Python an instance for each, by the element's number. The
 * page tells news by one function of Python's, the *entry* of a class; its first argument is a {@link Call}.
 */
import type { HostFailure } from "../errors.js";

/**
 * The calls of an entry:
 * - `update` `(number, text, repairs, extras)`: news, packed: `NewsList` has their form. The result has what
 *   each element shows, as in {@link ComponentHost.component_rendered};
 * - `event` `(number, slot, event, rendering)`: an event, for the function that was described by that number
 *   in that rendering: a worker may have sent another one since, which the page had not shown;
 * - `updated` `(numbers)`: the renderings of these elements are shown;
 * - `forget` `(numbers)`: there are no such elements any more;
 * - `reset` `(numbers)`: their form was reset;
 * - `disabled` `(numbers, disabled)`.
 */
export const Call = __PROTOCOL__.Call;

/** News of an element, added up. */
export const News = __PROTOCOL__.News;

const marks = __PROTOCOL__.Record;
/** Between the renderings of several elements. */
export const RECORD = marks.between;
/** Before the number of the renderings that follow, in the place of one: by two ways they could come late. */
export const NUMBER = marks.number;
/** The rendering of an element that shows nothing. */
export const NOTHING = marks.nothing;
/** In the place of the rendering of an element that has no instance, since it could not be made. */
export const FAILED = marks.failed;
/** Before the name of a property whose value is an attribute's text, which Python converts. */
export const RAW = marks.raw;

/** Options of {@link ComponentHost.component_emit}, added up. */
export const EmitFlag = __PROTOCOL__.EmitFlag;

/** `number`: an `int` by default value, which stands for any number. */
export type PropertyType = "str" | "int" | "float" | "number" | "bool" | "list" | "dict" | "any";

export interface PropertySpec {
  /** As Python has it. */
  readonly name: string;
  readonly type: PropertyType;
  /** Its attribute; "" for none. */
  readonly attribute: string;
  readonly reflect: boolean;
  /** True if Python converts the attribute's text. */
  readonly converts: boolean;
  readonly default: unknown;
}

/** The description of a class. */
export interface ComponentSpec {
  readonly tag: string;
  /** The name of Python's class. */
  readonly name: string;
  readonly props: readonly PropertySpec[];
  readonly styles: string;
  readonly shadow: boolean;
  readonly formAssociated: boolean;
  readonly delegatesFocus: boolean;
  /** The methods that the class has, of those that cost a call. */
  readonly hooks: readonly string[];
}

export interface ComponentHost {
  /** Defines elements, or replaces what defined them. @param spec a {@link ComponentSpec}, packed */
  component_define(run: number, spec: string, entry: unknown, ...extras: unknown[]): HostFailure;
  /** Takes values that the next rendering of an element refers to, each after its number. */
  component_lend(number: number, ...lent: unknown[]): void;
  /**
   * Shows what Python has changed by itself.
   *
   * @param values packed: the number of the last update that was heard, then records of an element's number,
   *   names and values
   * @param trees what each shows, with {@link RECORD} between; "" where that has not changed. {@link NUMBER}
   *   says how new those that follow are
   */
  component_rendered(values: string, trees: string, ...extras: unknown[]): void;
  /** Dispatches an event. @returns true if it was cancelled */
  component_emit(number: number, name: string, detail: string, flags: number, ...extras: unknown[]): boolean;
  /** The element, or what it has by that name: `internals`. */
  component_node(number: number, part: string): unknown;
  component_find(number: number, selector: string): unknown[] | HostFailure;
  component_form_value(number: number, value: string, ...extras: unknown[]): void;
  component_validity(number: number, flags: string, message: string, anchor: string): HostFailure;
  /** Changes the custom states, or asks for one. @param action `add`, `delete` or `has` */
  component_state(number: number, action: string, name: string): boolean;
}
