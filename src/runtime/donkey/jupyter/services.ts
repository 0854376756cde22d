/**
 * The parts of `@jupyterlab/services` that are used: its requests, its messages, and their form on the wire.
 * Its `KernelConnection` is not: see `docs/decisions/0101-jupyter.md`.
 */
export {
  createMessage,
  type IExecuteReplyMsg,
  type IExecuteRequestMsg,
  type IInfoRequestMsg,
  type IInputReplyMsg,
  type IInputRequestMsg,
  type IMessage,
  type IOptions,
} from "@jupyterlab/services/lib/kernel/messages";
export { UUID } from "@lumino/coreutils";
export { deserialize, serialize } from "@jupyterlab/services/lib/kernel/serialize";
export { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
