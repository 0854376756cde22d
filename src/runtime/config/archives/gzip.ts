/**
 * Undoes gzip. A gzip may have several members, one after the other (bgzip, `cat a.gz b.gz`), and zeros at
 * its end; browsers refuse both, or read no further than the first member. fflate reads what they do not.
 */
import { concatenate, type Bytes } from "../transfer.js";
import { LimitError, type Budget } from "./budget.js";
import { crc32 } from "./crc32.js";

/** An empty member ends in as many zeros; what is beyond is no part of one. */
const MAX_ZEROS = 10;

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws LimitError when it is too large, Error when it is damaged */
export async function gunzip(bytes: Bytes, budget: Budget): Promise<Bytes> {
  try {
    const whole = await inflate(bytes, budget.renewed());
    if (whole.length % 2 ** 32 === sizeOfLast(bytes)) return whole;
  } catch (error) {
    if (error instanceof LimitError) throw error;
    // fflate says what is wrong, if anything is.
  }
  return gunzipMembers(bytes, budget);
}

async function inflate(bytes: Bytes, budget: Budget): Promise<Bytes> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Bytes[] = [];
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      budget.take(step.value.length);
      chunks.push(step.value as Bytes);
    }
  } catch (error) {
    await reader.cancel().catch(() => {}); // It has failed, or need not go on.
    throw error;
  }
  return concatenate(chunks);
}

/** The last four bytes are the size of the last member. */
function sizeOfLast(bytes: Bytes): number {
  return bytes.length < 18
    ? NaN
    : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.byteLength - 4, true);
}

async function gunzipMembers(bytes: Bytes, budget: Budget): Promise<Bytes> {
  const { Gunzip } = await import("fflate");
  const gunzip = (data: Bytes): Bytes => {
    const members: Bytes[][] = [[]];
    const ends: number[] = [];
    const taken = budget.renewed();
    const stream = new Gunzip((chunk) => {
      taken.take(chunk.length);
      members.at(-1)?.push(chunk as Bytes);
    });
    stream.onmember = (offset) => {
      ends.push(offset);
      members.push([]);
    };
    stream.push(data, true);
    ends.push(data.length);
    return concatenate(members.map((chunks, index) => checked(concatenate(chunks), data, ends[index] ?? 0)));
  };
  try {
    return gunzip(bytes);
  } catch (error) {
    if (error instanceof LimitError) throw error;
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    for (let length = end; length < Math.min(end + MAX_ZEROS, bytes.length); length++) {
      try {
        return gunzip(bytes.subarray(0, length));
      } catch {
        // One zero more belongs to the member.
      }
    }
    throw error;
  }
}

/** The contents of the member that ends there, in its checksum and its size: fflate does not look at them. */
function checked(contents: Bytes, { buffer, byteOffset }: Bytes, end: number): Bytes {
  const view = new DataView(buffer, byteOffset + end - 8, 8);
  if (view.getUint32(0, true) !== crc32(contents) || view.getUint32(4, true) !== contents.length % 2 ** 32)
    throw new Error("it is not what its checksum says");
  return contents;
}
