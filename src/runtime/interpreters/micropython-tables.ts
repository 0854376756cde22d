/**
 * Puts the values of many dictionaries with the same keys into MicroPython's memory: Python takes longest for
 * one assignment for each value.
 */
import { DICT_LENGTH, DICT_TABLE, LIST_ITEMS, LIST_LENGTH, type Learned } from "./micropython-memory.js";

/**
 * Gives dictionaries their values, in the order of their keys.
 *
 * @param rows the address of a list of dictionaries, all copies of one that has the keys, in order
 * @param cells the address of a list: the keys, then the values of one dictionary after the other
 * @param count the number of keys
 * @returns false where something is not as expected; values may be missing then
 */
export type RowFiller = (rows: number, cells: number, count: number) => boolean;

export function rowFiller({ memory, types }: Learned): RowFiller {
  return (rows, cells, count) => {
    memory.refresh();
    const length = memory.word(rows + LIST_LENGTH);
    if (memory.word(rows) !== types.list || memory.word(cells) !== types.list) return false;
    if (memory.word(cells + LIST_LENGTH) !== count * (length + 1)) return false;
    const keys = memory.word(cells + LIST_ITEMS);
    let value = keys + 4 * count;
    let row = memory.word(rows + LIST_ITEMS);
    for (let index = 0; index < length; index++, row += 4) {
      const dict = memory.word(row);
      if (dict & 3 || memory.word(dict) !== types.dict || memory.word(dict + DICT_LENGTH) < count)
        return false;
      let place = memory.word(dict + DICT_TABLE);
      for (let column = 0; column < count; column++, place += 8, value += 4) {
        // The first one shows whether keys are where values are put: the others are its copies.
        if (index === 0 && memory.word(place) !== memory.word(keys + 4 * column)) return false;
        memory.setWord(place + 4, memory.word(value));
      }
    }
    return true;
  };
}
