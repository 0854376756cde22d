import { expect } from "chai";
import { Writer } from "../../../../../src/runtime/link/shared/binary-codec.js";
import {
  shortMessage,
  ShortMessages,
} from "../../../../../src/runtime/link/shared/transports/small-messages.js";

describe("short messages of the link", () => {
  const message = (id: number, text: string) => {
    const writer = new Writer();
    writer.text(text);
    return shortMessage(id, writer.bytes, writer.at);
  };

  it("keep their number and every byte, zero and high ones too", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const short = shortMessage(0x12345678, bytes, bytes.length) as string;
    const messages = new ShortMessages();
    expect(messages.id(short)).to.equal(0x12345678);
    const { reader, length } = messages.read(short);
    expect(length).to.equal(256);
    expect(Array.from({ length: 256 }, () => reader.byte())).to.deep.equal([...bytes]);
  });

  it("are not made of more than 512 bytes", () => {
    expect(shortMessage(1, new Uint8Array(600), 512)).to.have.length(514);
    expect(shortMessage(1, new Uint8Array(600), 513)).to.equal(undefined);
  });

  it("are read from the beginning, one after the other", () => {
    const messages = new ShortMessages();
    for (const text of ["first and longer", "second"]) {
      expect(messages.read(message(1, text) as string).reader.text()).to.equal(text);
    }
  });
});
